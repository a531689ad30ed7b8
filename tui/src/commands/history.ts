import { type Column, table } from '../present/table.js';
import { instantText } from '../present/time-left.js';
import type { JournalEntry } from '../services.js';
import { defineCommand } from './command.js';
import type { Output } from './output.js';

const columns = (path: Output['path']): readonly Column<JournalEntry>[] => [
  { title: 'AT', text: (entry) => instantText(entry.at) },
  { title: 'WHAT', text: (entry) => entry.summary },
  { title: 'FILE', text: (entry) => path(entry.file) },
];

export const command = defineCommand({
  name: 'history',
  summary: 'list what ackring did, the latest last',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring history', summary: 'every write of a kubeconfig file' }],
  async run({ services, output }) {
    const entries = await services.history();
    if (output.json) output.data(entries);
    else if (entries.length > 0) output.write(table(columns(output.path), entries, output.columns));
    else output.note('nothing yet');
    return undefined;
  },
});
