import { type ContextEntry, namesLike } from '@ackring/core/kubeconfig';
import { exitCodes, isGlob } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { parseQuery } from '../../../screen/query.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { noneMatches, refuseAsSubcommand } from '../../../shell/commands.js';
import { filtered, refuseUnknownField } from '../../../shell/filtered.js';
import { printTable } from '../../../shell/text-table.js';
import { inRegions, noneInRegions } from '../../../subjects/context/select-contexts.js';
import { contextTable, printedContexts } from '../../../subjects/context/table.js';
import { namesAmong } from '../../../subjects/holding/known-names.js';

export const command = defineCommand({
  name: 'contexts',
  summary: 'list what the kubeconfig files hold, with each certificate and its status',
  usage: '[GLOB|FILTER…]',
  filters: contextTable.named,
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'context' },
  options: {
    kubeconfig: {
      type: 'string',
      multiple: true,
      value: 'FILE|FOLDER',
      completes: 'file',
      summary: 'look at this file, or each in this folder, instead of KUBECONFIG (repeatable)',
    },
  },
  examples: [
    { line: 'ackring contexts', summary: "kubectl's files, with its precedence" },
    { line: 'ackring contexts "ack/*" "*-web"', summary: 'those whose names match' },
    { line: "ackring contexts tokyo 'status:expired'", summary: 'what the screen’s / finds' },
    { line: 'ackring contexts --kubeconfig ./old.yaml --json', summary: 'any other file' },
  ],
  async run(context) {
    const { options, positionals, services, output } = context;
    const given = options.kubeconfig.length > 0 ? options.kubeconfig : undefined;
    const inventory = await services.contexts(given);
    const { problems, files, orphans = [], currentMissing = null } = inventory;
    const { regions } = context.global;
    const all = inRegions(inventory.entries, regions);
    const called = namesAmong(await services.cachedHolders().catch(() => []));
    const entries = await chosen(await services.judgedByRecord(all), called, context);
    if (entries.length === 0) refuseAsSubcommand(context, 'contexts');
    const [first] = problems;
    if (first !== undefined && problems.length === files.length) throw first.error;
    if (output.json) output.data(entries.map(contextTable.toJson));
    else if (entries.length > 0) {
      const isOneFile = new Set(inventory.entries.map(({ file }) => file)).size === 1;
      const hasNamespaces = entries.some(({ namespace }) => namespace !== null);
      const table = printedContexts({ nameOf: called, isOneFile, hasNamespaces });
      await printTable(context, table, entries, { withSigns: true });
    } else if (all.length > 0)
      output.note(noneMatches(context, 'contexts', { count: all.length, of: 'contexts' }));
    else if (inventory.entries.length > 0) output.note(noneInRegions(inventory.entries.length, regions));
    else output.note((await import('../pick-context.js')).noContextIn(files, output.path));
    for (const { context: name, warnings } of entries) {
      for (const warning of warnings) output.note(say('{context}: {warning}', { context: name, warning }));
    }
    if (currentMissing !== null) output.note(currentMissing);
    for (const { kind, name, file } of positionals.length === 0 ? orphans : []) {
      output.note(
        say('{entry} in {file} is left over: no context leads to it', {
          entry: `${kind} ${name}`,
          file: output.path(file),
        }),
      );
    }
    for (const { file, error } of problems) output.problem({ file }, error);
    return first === undefined ? undefined : exitCodes.partial;
  },
});

/** Those of these names, or whose names match a pattern, if any is given; of them what the other words find. */
async function chosen(
  all: readonly ContextEntry[],
  called: (uid: string) => string,
  context: Pick<CommandContext, 'positionals' | 'language' | 'home' | 'services' | 'output'>,
): Promise<readonly ContextEntry[]> {
  const names = all.map(({ context: name }) => name);
  const isPattern = (word: string): boolean => {
    const [term] = parseQuery(word);
    const isPlain = term?.kind === 'text' && !term.isNegated && !term.isExact;
    return (isPlain && isGlob(word)) || names.includes(word);
  };
  const patterns = context.positionals.filter(isPattern);
  const filter = context.positionals.filter((word) => !isPattern(word)).join(' ');
  await refuseUnknownField(filter, context, contextTable, 'contexts');
  const like = new Set(namesLike(patterns, names));
  const rows = patterns.length === 0 ? all : all.filter(({ context: name }) => like.has(name));
  return filtered(context, contextTable, { rows, known: { answer: () => null, called }, filter });
}
