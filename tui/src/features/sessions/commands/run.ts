import {
  isDone,
  isKnownRead,
  type RunEvent,
  type RunOutcome,
  type RunRequest,
  requireProgram,
  selectClusters,
} from '@ackring/core/sessions';
import { type AccessChoice, type Cluster, clusterPlace, exitCodes, visible } from '@ackring/core/words';
import type { Messages } from '../../../messages/messages.js';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { parseTemporaryDuration } from '../../../shell/duration.js';
import type { Output } from '../../../shell/output.js';
import { planned, typedName } from '../../../shell/planned.js';
import { collectByAccount, reportMissing, servicesOf, severalAccounts } from '../../../shell/sources.js';
import { readerOf } from '../../../shell/text-table.js';
import { discoveryLog, harmless, isDiscoveryLog, labelsOf, printsTable, runText } from '../run-output.js';

const options = {
  select: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    completes: 'cluster',
    summary: 'clusters whose name or id matches, such as "prod-*" (repeatable)',
  },
  tag: { type: 'string', multiple: true, value: 'KEY=VALUE', summary: 'that have this tag (repeatable)' },
  concurrency: { type: 'string', value: 'N', summary: 'how many at once: 1 to 64 (default 8)' },
  for: { type: 'string', value: 'DURATION', summary: "each certificate's life: 15m to 3d (default 1h)" },
  access: {
    type: 'string',
    choices: ['private', 'public', 'auto'],
    summary: 'which endpoint; auto takes the public one when there is one',
  },
  confirm: {
    type: 'string',
    value: 'N',
    summary: 'the number of clusters: without it only what is known to read is run',
  },
  ...severalAccounts,
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'run',
  summary: 'run a command for many clusters at once, each with a certificate of its own',
  usage: '[CLUSTER|GLOB…] -- COMMAND…',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'cluster' },
  runsAnother: true,
  options,
  examples: [
    {
      line: "ackring run 'prod-*' -- kubectl get nodes",
      summary: 'one table, with a CLUSTER column',
    },
    {
      line: "ackring run '*' --tag env=prod --confirm 3 -- kubectl rollout restart deployment/web",
      summary: 'what changes something takes the number of clusters',
    },
  ],
  async run(context) {
    const { services, output, progress, signal, options: given, global } = context;
    const words = wordsOf(context);
    requireProgram(words, context.environment);
    const fleet = await collectByAccount(context, given['all-profiles']);
    reportMissing(fleet, output);
    const clusters = selectClusters(fleet, { names: namesIn(context), tags: tagsOf(given.tag) });
    const labels = labelsOf(clusters);
    const keepsOutput = output.json || printsTable(words);
    const settings = await services.settings();
    const request: Omit<RunRequest, 'confirm'> = {
      clusters,
      words,
      access: accessChoice(given.access) ?? settings.access,
      durationMinutes: given.for === undefined ? 60 : parseTemporaryDuration(given.for),
      concurrency: concurrencyOf(given.concurrency),
      keepsOutput,
    };
    return planned(context, {
      planning: Promise.resolve(request),
      show: () => {
        if (given.confirm !== undefined || !context.isInteractive || global.readOnly || isKnownRead(words))
          return;
        for (const cluster of clusters)
          output.aside(`  ${labels.get(clusterPlace(cluster)) ?? ''} (${visible(cluster.region)})`);
      },
      confirm: async () => {
        if (isKnownRead(words)) return null;
        const typed = await typedName(
          given.confirm,
          { question: (asks) => asks.runIn(clusters.length), expected: [String(clusters.length)] },
          context,
        );
        return typed !== null && /^\d{1,6}$/.test(typed) ? Number(typed) : null;
      },
      apply: async (_, confirm) => {
        let ended = 0;
        const { messages } = await readerOf(context);
        const lines = liveLines(labels, output, messages);
        progress.show((waiting) => waiting.clusters(ended, clusters.length));
        return services.run(
          { ...request, confirm },
          {
            signal,
            worldOf: (cluster) => servicesOf(cluster, context),
            onEvent: (event) => {
              if (event.kind === 'ended') ended += 1;
              lines(event);
            },
          },
        );
      },
      json: (_, outcomes) => (outcomes ?? clusters.map(notRun)).map(outcomeToJson),
      tell: async (_, outcomes) => {
        if (!output.json)
          printOutcomes(outcomes, words, { output, messages: (await readerOf(context)).messages });
        return exitCodeOf(outcomes) ?? fleet.exitCode;
      },
    });
  },
});

/** Each line as it comes, but the client's log of what it could not discover: how the command ends tells if it matters. */
function liveLines(
  labels: ReadonlyMap<string, string>,
  output: Output,
  { sessions }: Messages,
): (event: RunEvent) => void {
  const logs = new Map<Cluster, string[]>();
  const spoken = new Set<Cluster>();
  const told = (cluster: Cluster, text: string) =>
    `${labels.get(clusterPlace(cluster)) ?? ''}: ${output.isTerminal ? harmless(text) : text}`;
  return (event) => {
    if (event.kind === 'ended') {
      const { cluster } = event.outcome;
      const bounds = { isDone: isDone(event.outcome), hasSaid: spoken.has(cluster) };
      const { shown, leftOut } = discoveryLog(logs.get(cluster) ?? [], bounds);
      for (const text of shown) output.aside(told(cluster, text));
      if (leftOut > 0) output.aside(told(cluster, sessions.logLeftOut(leftOut)));
      return;
    }
    const { cluster, stream, text } = event;
    if (stream === 'stdout') return output.write(told(cluster, text));
    if (isDiscoveryLog(text)) {
      logs.set(cluster, [...(logs.get(cluster) ?? []), text]);
      return;
    }
    if (text.trim() !== '') spoken.add(cluster);
    output.aside(told(cluster, text));
  };
}

function namesIn({ positionals, options: { select } }: Pick<Context, 'positionals' | 'options'>) {
  return [...positionals, ...select];
}

function wordsOf(context: Context): RunRequest['words'] {
  const { commandWords, options: given, global } = context;
  const [program, ...args] = commandWords;
  if (program === undefined) {
    throw usageError(
      say('`run` needs a command after --'),
      say('Such as `ackring run GLOB -- kubectl get nodes`.'),
    );
  }
  if (namesIn(context).length === 0 && given.tag.length === 0 && global.regions.length === 0) {
    throw usageError(say('`run` needs clusters, --tag or --region'), say("Take `'*'` for every cluster."));
  }
  return [program, ...args];
}

function tagsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === undefined || value === undefined) {
        throw usageError(
          say('"{pair}" is not a tag with its value', { pair }),
          say('Give it as `--tag KEY=VALUE`.'),
        );
      }
      return [key, value];
    }),
  );
}

function concurrencyOf(text = '8'): number {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 64) return count;
  throw usageError(
    say('"{text}" is not a number from 1 to 64', { text }),
    say('Leave out --concurrency for 8 at once.'),
  );
}

function accessChoice(text: string | undefined): AccessChoice | null {
  return text === 'private' || text === 'public' || text === 'auto' ? text : null;
}

function printOutcomes(
  outcomes: readonly RunOutcome[],
  words: readonly string[],
  { output, messages }: { readonly output: Output; readonly messages: Messages },
): void {
  const { data, aside, failures } = runText(outcomes, words, messages);
  for (const line of data) output.write(line);
  for (const line of [...aside, ...failures]) output.aside(line);
  output.note(messages.sessions.doneIn(outcomes.filter(isDone).length, outcomes.length));
}

/** 0 if it succeeded everywhere, 7 if not everywhere, 1 if nowhere. */
function exitCodeOf(outcomes: readonly RunOutcome[]): number | undefined {
  const done = outcomes.filter(isDone).length;
  if (done === outcomes.length) return undefined;
  return done === 0 ? exitCodes.failed : exitCodes.partial;
}

type Ran = Omit<RunOutcome, 'refused'>;

/** Where the run was refused. */
function notRun(cluster: Cluster): Ran {
  return { cluster, exit: null, signal: null, stdout: '', stderr: '', error: null, durationMs: 0 };
}

function outcomeToJson({ cluster, exit, signal, stdout, stderr, error, durationMs }: Ran): unknown {
  const { id, name, region, account } = cluster;
  return {
    account: account?.id ?? null,
    cluster: { id, name, region },
    exit,
    signal,
    stdout,
    stderr,
    error: error === null ? null : { code: error.code, message: error.message },
    durationMs,
  };
}
