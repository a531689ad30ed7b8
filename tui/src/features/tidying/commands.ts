import {
  type ContextsPlan,
  type ForeignSource,
  type PruneKind,
  pruneKinds,
  type Reach,
  reaches,
} from '@ackring/core/contexts';
import { AckringError, exitCodes } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../shell/command.js';
import { agreed, planned } from '../../shell/planned.js';
import { readStandardInput } from '../../shell/standard-input.js';
import { readerOf } from '../../shell/text-table.js';
import { changeText } from '../../subjects/context/change-lines.js';
import type { Services } from '../../world/services.js';
import { withoutOptimizing } from '../../world/v8-options.js';
import { noteText } from './note-text.js';

export const rename = defineCommand({
  name: 'contexts rename',
  summary: 'rename a context, also where it is the current one',
  usage: 'OLD NEW',
  positionals: { min: 2, max: 2, completes: 'context' },
  options: {
    'dry-run': { type: 'boolean', summary: 'show what would change, and write nothing' },
  },
  examples: [
    {
      line: 'ackring contexts rename kubernetes-admin-c82e6987e2961451182edacd74faf0f0b prod',
      summary: 'its cluster and user keep their names',
    },
  ],
  async run(context) {
    const [from = '', to = ''] = context.positionals;
    return planCommand(context, (services) => services.planRename(from, to), { asks: false });
  },
});

export const remove = defineCommand({
  name: 'contexts remove',
  summary: 'remove contexts, with the clusters and users that no other one uses',
  usage: 'CONTEXT|GLOB…',
  positionals: { min: 1, max: Number.POSITIVE_INFINITY, completes: 'context' },
  options: {
    'dry-run': { type: 'boolean', summary: 'show what would go, and write nothing' },
  },
  examples: [
    { line: 'ackring contexts remove web old', summary: 'asks first; `ackring undo` takes it back' },
    { line: 'ackring contexts remove "old/*" --dry-run', summary: 'those whose names match' },
    { line: 'ackring contexts remove web --yes', summary: 'in a script' },
  ],
  async run(context) {
    return planCommand(context, (services) => services.planRemove(context.positionals), { asks: true });
  },
});

export const prune = defineCommand({
  name: 'contexts prune',
  summary: 'remove contexts that are expired or whose cluster is gone, and entries that nothing uses',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    expired: { type: 'boolean', summary: "only those whose certificate has ended, whoever's it is" },
    orphaned: {
      type: 'boolean',
      summary: 'only clusters and users that no context uses, and contexts that lack one',
    },
    gone: {
      type: 'boolean',
      summary:
        'only those of clusters that are gone: fetched by ackring, and looked for as their own account',
    },
    'dry-run': { type: 'boolean', summary: 'show what would go, and write nothing' },
  },
  examples: [
    { line: 'ackring contexts prune --dry-run', summary: 'all three kinds; nothing is written' },
    { line: 'ackring contexts prune --expired --yes', summary: 'in a script' },
  ],
  async run(context) {
    const { options, progress, signal } = context;
    const named = pruneKinds.filter((kind: PruneKind) => options[kind]);
    const kinds = named.length > 0 ? named : pruneKinds;
    return planCommand(
      context,
      (services) => progress.during(({ plan }) => plan, services.planPrune(kinds, { signal })),
      { asks: true },
    );
  },
});

const mergeOptions = {
  kubeconfig: { type: 'string', value: 'FILE', completes: 'file', summary: 'the file to merge into' },
  context: { type: 'string', value: 'NAME', summary: 'name the only context so' },
  use: { type: 'boolean', summary: 'make its current context the current one' },
  allow: {
    type: 'string',
    multiple: true,
    value: 'WHAT',
    choices: reaches,
    summary: 'take in what names programs, points to files or checks no server (repeatable)',
  },
  'dry-run': { type: 'boolean', summary: 'show exactly what would change, and write nothing' },
} as const;

export const merge = defineCommand({
  name: 'merge',
  summary: 'take in a kubeconfig at hand, of any cloud, under names that are free',
  usage: 'FILE…|-',
  positionals: { min: 1, max: Number.POSITIVE_INFINITY, completes: 'file' },
  options: mergeOptions,
  examples: [
    { line: 'ackring merge ./from-a-colleague.yaml --dry-run', summary: 'what would change' },
    { line: 'ackring merge - --context lab --use', summary: 'from standard input' },
  ],
  async run(context) {
    const { options, positionals } = context;
    const { kubeconfig = null, context: contextName = null, use, allow } = options;
    const allowed = new Set(
      allow.filter((each): each is Reach => (reaches as readonly string[]).includes(each)),
    );
    const request = { file: kubeconfig, contextName, use, allowed };
    return planCommand(
      context,
      async (services) =>
        services.planMerge({ ...request, sources: await readSources(context, positionals) }),
      { asks: false },
    );
  },
});

const mostOfStandardInput = 16 * 1_048_576;

async function readSources(
  context: CommandContext<typeof mergeOptions>,
  files: readonly string[],
): Promise<readonly ForeignSource[]> {
  if (files.includes('-') && files.length > 1)
    throw usageError(say('`-` stands alone'), say('Name files, or pass one in.'));
  if (files[0] === '-')
    return [{ name: '-', text: await readStandardInput(context.stdin, mostOfStandardInput) }];
  return context.services.readForeign(files);
}

type Context = Pick<
  CommandContext,
  'services' | 'output' | 'progress' | 'global' | 'isInteractive' | 'stdin' | 'signal' | 'home' | 'language'
> & {
  readonly options: { readonly 'dry-run': boolean };
};

/**
 * Shows the changes of the kubeconfig files, and makes them: at once, or if something is removed (`asks`), after a
 * yes. Without a terminal and without `--yes` it only prints the plan, with the matching exit code.
 */
async function planCommand(
  context: Context,
  makePlan: (services: Services) => Promise<ContextsPlan>,
  { asks }: { readonly asks: boolean },
): Promise<number | undefined> {
  withoutOptimizing();
  const { services, output, options } = context;
  const isDryRun = options['dry-run'];
  if (!isDryRun) await services.refuseWhenReadOnly(say('change kubeconfig files'));
  const plan = await makePlan(services);
  const exitCode = isPartial(plan) ? exitCodes.partial : undefined;
  return planned(context, {
    planning: Promise.resolve(plan),
    show: () => show(plan, context),
    idle: ({ files }) => (isDryRun || files.length === 0 ? { exitCode } : null),
    confirm: async ({ files }) => !asks || agreed((words) => words.change(files.length), context),
    apply: async (_, isAgreed) => {
      if (!isAgreed) throw unconfirmed();
      await services.applyPlan(plan);
    },
    json: (_, outcome) => toJson(plan, outcome !== null),
    tell: () => {
      output.note(say('done; `ackring undo` takes it back'));
      return exitCode;
    },
  });
}

function toJson({ files }: ContextsPlan, applied: boolean) {
  return files.map(({ file, changes }) => ({
    file,
    changes: changes.map(({ path, change }) => ({ path, change })),
    applied,
  }));
}

async function show({ files, notes }: ContextsPlan, context: Context): Promise<void> {
  const { output, home } = context;
  for (const { file, changes } of files) {
    output.write(output.path(file));
    for (const each of changes) output.prose(changeText(each, output));
  }
  if (files.length === 0) output.note(say('nothing to change'));
  if (notes.length === 0) return;
  const { messages } = await readerOf(context);
  for (const note of notes) output.note(noteText(note, home, messages));
}

/** Some of it could not be read. */
function isPartial({ notes }: ContextsPlan): boolean {
  return notes.some((note) => note.kind === 'notAsked' && note.why === 'unanswered');
}

function unconfirmed(): AckringError {
  return new AckringError('ConfirmationMissing', say('nothing was changed: this takes something away'), {
    remedy: say('Look at the plan, and add `--yes`.'),
  });
}
