import { exitCodes } from '@ackring/core/words/errors';
import { instantText } from '../present/time-left.js';
import { type Column, table } from '../shell/text-table.js';
import { defineCommand } from './command.js';

interface HistoryRow {
  readonly at: Date;
  readonly action: string;
  readonly summary: string;
  readonly file: string | null;
  readonly undoable: boolean;
}

export const command = defineCommand({
  name: 'history',
  summary: 'list what ackring changed, the latest last',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    check: { type: 'boolean', summary: 'prove that no line of the journal was changed or taken out' },
  },
  examples: [
    { line: 'ackring history', summary: 'every write of a kubeconfig, and every change in the cloud' },
    { line: 'ackring history --check', summary: 'exit 1 when somebody tampered with it' },
  ],
  async run({ options, services, output }) {
    const journal = await services.incident.journal();
    if (options.check) {
      if (output.json)
        output.data({ intact: journal.isIntact, lines: journal.lines.length, flaws: journal.flaws });
      else for (const { line, kind } of journal.flaws) output.write(`line ${line}: ${kind}`);
      output.note(`${journal.lines.length} lines, ${journal.isIntact ? 'intact' : 'TAMPERED WITH'}`);
      return journal.isIntact ? undefined : exitCodes.failed;
    }
    const writes = (await services.history()).map(
      ({ at, summary, file, undoable }): HistoryRow => ({ at, action: 'write', summary, file, undoable }),
    );
    // A write has its own row, which knows whether it can be taken back.
    const changes = journal.lines
      .filter(({ action }) => action !== 'write')
      .map(
        ({ at, action, phase, summary }): HistoryRow => ({
          at,
          action: `${action} ${phase}`,
          summary,
          file: null,
          undoable: false,
        }),
      );
    const rows = [...writes, ...changes].toSorted((a, b) => a.at.getTime() - b.at.getTime());
    const columns: readonly Column<HistoryRow>[] = [
      { title: 'AT', text: ({ at }) => instantText(at) },
      { title: 'ACTION', text: ({ action }) => action },
      { title: 'WHAT', text: ({ summary }) => summary },
      { title: 'FILE', text: ({ file }) => (file === null ? '–' : output.path(file)) },
    ];
    if (output.json) output.data(rows);
    else if (rows.length > 0) output.write(table(columns, rows, output.columns));
    else output.note('nothing yet');
    return undefined;
  },
});
