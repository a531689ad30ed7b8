import { merged } from '@ackring/core/cloud';
import { inOrderOf } from '@ackring/core/fleet';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { isThere } from '@ackring/core/machine';
import type { Verdict } from '@ackring/core/verification';
import { AckringError, exitCodes, shell, toAckringError } from '@ackring/core/words';
import { translate } from '../../../messages/problems/translate.js';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { accountWorlds, severalAccounts } from '../../../shell/sources.js';
import { readerOf } from '../../../shell/text-table.js';
import {
  inRegions,
  noneInRegions,
  requireOneFile,
  selectContexts,
} from '../../../subjects/context/select-contexts.js';
import { contextId } from '../../../subjects/context/table.js';
import { verdictLines, verdictToJson, withFile } from '../../../subjects/context/verdict.js';

export const command = defineCommand({
  name: 'verify',
  summary: 'ask the API servers whether contexts work, and name the cause when they do not',
  usage: '[CONTEXT|GLOB…]',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'context' },
  options: {
    all: { type: 'boolean', summary: 'every context of the kubeconfig files' },
    kubeconfig: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      completes: 'file',
      summary: 'look at this file, or each in this folder, instead of KUBECONFIG (repeatable)',
    },
    trust: {
      type: 'boolean',
      summary: 'run the plug-ins that FILE names, and send the token files it points to',
    },
    ...severalAccounts,
  },
  examples: [
    { line: 'ackring verify', summary: 'the current context; on a terminal, the one you choose' },
    { line: 'ackring verify --all --json', summary: 'all of them' },
  ],
  async run(context) {
    const { options, positionals, services, output, progress, signal } = context;
    if (options.all && positionals.length > 0) {
      throw usageError(
        say('`--all` and names of contexts exclude each other'),
        say('Leave out one of them.'),
      );
    }
    const inventory = await services.contexts(options.kubeconfig.length > 0 ? options.kubeconfig : undefined);
    const [problem] = inventory.problems;
    if (problem !== undefined && inventory.entries.length === 0) throw problem.error;
    for (const { file, error } of inventory.problems) output.problem({ file }, error);
    if (inventory.entries.length === 0) await requireOneFile(context.environment, inventory.files);
    const isOpen = !options.all && positionals.length === 0 && options.kubeconfig.length === 0;
    const names =
      isOpen && context.isInteractive && inventory.entries.length > 1
        ? [await (await import('../pick-context.js')).pickContext(context)]
        : positionals;
    const { regions } = context.global;
    const selected = await orFile(names, () => selectContexts(inventory, names, options.all));
    const entries = options.all ? inRegions(selected, regions) : selected;
    if (entries.length < selected.length && entries.length === 0)
      throw new AckringError('ContextNotFound', noneInRegions(selected.length, regions), {
        remedy: say('Run `ackring contexts` for all of them.'),
      });
    // Whoever asks whether all is well is not told so of nothing.
    if (entries.length === 0) {
      const { noContextIn, fetchOne } = await import('../pick-context.js');
      const { lookInto } = await import('@ackring/core/kubeconfig');
      const [named] = options.kubeconfig;
      throw new AckringError('ContextNotFound', noContextIn(inventory.files, output.path), {
        remedy: named === undefined ? fetchOne : lookInto(named),
      });
    }
    const reader = await readerOf(context);
    const named = (verdict: Verdict): Verdict =>
      options.kubeconfig.length > 0 ? withFile(verdict, reader, output.path) : verdict;
    const entryOf = new Map(entries.map((entry) => [contextId(entry), entry]));
    const ledOf = ({ context, file = '' }: Verdict): readonly string[] =>
      (entryOf.get(contextId({ context, file }))?.astray ?? []).map(
        (each) => `    ! ${translate(reader.messages, each)}`,
      );
    const verdicts: Verdict[] = [];
    const { worldOf, exitCode } = await accountWorlds(context, options['all-profiles']);
    progress.show((words) => words.contexts(0, entries.length));
    const groups = [...Map.groupBy(entries, ({ ack }) => worldOf(ack?.account))];
    const answers = merged(groups.map(([world, own]) => world.verify(own, { trust: options.trust, signal })));
    for await (const verdict of inOrder(entries, answers)) {
      verdicts.push(verdict);
      progress.show((words) => words.contexts(verdicts.length, entries.length));
      if (!output.json) output.prose([verdictLines(named(verdict), reader), ...ledOf(verdict)].join('\n'));
    }
    progress.end();
    const accountOf = ({ context: name, file = '' }: Verdict) =>
      entryOf.get(contextId({ context: name, file }))?.ack?.account ?? null;
    if (output.json)
      output.data(verdicts.map((verdict) => ({ ...verdictToJson(verdict), account: accountOf(verdict) })));
    if (verdicts.some((verdict) => verdict.verdict === 'failed')) return exitCodes.failed;
    return problem === undefined ? exitCode : exitCodes.partial;
  },
});

/** Who names a file where a context is meant is told how. */
async function orFile<Selected>(names: readonly string[], select: () => Selected): Promise<Selected> {
  try {
    return select();
  } catch (thrown) {
    const error = toAckringError(thrown);
    const areThere = await Promise.all(names.map(isThere));
    const file = names.find((_, at) => areThere[at]);
    if (error.code !== 'ContextNotFound' || file === undefined) throw error;
    throw new AckringError('ContextNotFound', say('"{name}" is a file, and no context', { name: file }), {
      remedy: say('Look into it with `{command}`.', {
        command: shell`ackring verify --kubeconfig ${file} --all`,
      }),
    });
  }
}

/** Servers answer in any order; what is printed keeps that of the contexts. */
function inOrder(entries: readonly ContextEntry[], verdicts: AsyncIterable<Verdict>): AsyncIterable<Verdict> {
  return inOrderOf(entries.map(contextId), verdicts, ({ context, file = '' }) =>
    contextId({ context, file }),
  );
}
