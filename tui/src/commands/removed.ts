import { type Restorable, recycleBinUrl } from '@ackring/core/access/recycle-bin';
import { instantText } from '../present/time-left.js';
import { type Column, table } from '../shell/text-table.js';
import { defineCommand } from './command.js';

export const command = defineCommand({
  name: 'removed',
  summary: 'what this machine removed and the console can still restore, until when and where',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring removed', summary: 'after a clean that should not have been' }],
  async run({ services, output }) {
    const removals = await services.incident.removals();
    if (output.json) output.data(removals.map((removal) => ({ ...removal, console: recycleBinUrl })));
    else if (removals.length > 0) output.write(table(columnsFor(output.path), removals, output.columns));
    output.note(
      removals.length === 0
        ? 'nothing that was removed from here can still be restored'
        : `restore one at ${recycleBinUrl}, Authorizations > KubeConfig Management, its RBAC included`,
    );
    return undefined;
  },
});

function columnsFor(path: (file: string) => string): readonly Column<Restorable>[] {
  return [
    { title: 'IDENTITY', text: ({ identity }) => identity.name },
    { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
    { title: 'REGION', text: ({ cluster }) => cluster.region },
    { title: 'REMOVED', text: ({ removedAt }) => instantText(removedAt) },
    { title: 'UNTIL', text: ({ restorableUntil }) => instantText(restorableUntil) },
    { title: 'WHAT IT HELD', text: ({ backup }) => (backup === null ? '–' : path(backup)) },
  ];
}
