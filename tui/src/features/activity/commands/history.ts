import type { HistoryEntry } from '@ackring/core/contexts';
import type { JournalLine } from '@ackring/core/journal';
import { exitCodes } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';
import {
  type ActivityItem,
  activityTable,
  changesOf,
  timeOf,
  withoutRecorded,
} from '../../../subjects/journal/table.js';

export const command = defineCommand({
  name: 'history',
  summary: 'list what ackring changed, the latest last',
  usage: '',
  positionals: { min: 0, max: 0 },
  screen: 'activity',
  options: {
    check: { type: 'boolean', summary: 'look whether a line of the journal was changed or taken out' },
  },
  examples: [
    { line: 'ackring history', summary: 'every write of a kubeconfig, and every change in the cloud' },
    {
      line: 'ackring history --check',
      summary: 'exit 1 where the chain of lines is broken; who rewrites all of it breaks none',
    },
  ],
  async run(context) {
    const { options, services, output } = context;
    const journal = await services.incident.journal();
    if (options.check) {
      if (output.json)
        output.data({ intact: journal.isIntact, lines: journal.lines.length, flaws: journal.flaws });
      else
        for (const { line, kind } of journal.flaws) output.write(say('line {line}: {kind}', { line, kind }));
      const count = journal.lines.length;
      output.note(
        journal.isIntact
          ? say('{count} lines, intact', { count })
          : say('{count} lines, TAMPERED WITH', { count }),
      );
      return journal.isIntact ? undefined : exitCodes.failed;
    }
    const writes = await services.history();
    if (output.json)
      output.data(inOrder(writes, withoutRecorded(journal.lines, writes)).map(activityTable.toJson));
    else {
      const rows = inOrder(writes, changesOf(journal, writes));
      if (rows.length > 0) await printTable(context, activityTable, rows, { withSigns: true });
      else output.note(say('nothing yet'));
    }
    return undefined;
  },
});

/** The latest last. A write has its own row, which knows whether it can be undone. */
function inOrder(writes: readonly HistoryEntry[], changes: readonly JournalLine[]): readonly ActivityItem[] {
  const items: readonly ActivityItem[] = [
    ...writes.map((write) => ({ kind: 'write' as const, write })),
    ...changes.map((change) => ({ kind: 'change' as const, change })),
  ];
  return items.toSorted((a, b) => timeOf(a).getTime() - timeOf(b).getTime());
}
