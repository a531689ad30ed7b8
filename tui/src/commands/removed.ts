import { recycleBinUrl } from '@ackring/core/access/recycle-bin';
import { removedTable } from '../features/access/removed-table.js';
import { printTable } from '../shell/text-table.js';
import { defineCommand } from './command.js';

export const command = defineCommand({
  name: 'removed',
  summary: 'what this machine removed and the console can still restore, until when and where',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring removed', summary: 'after a clean that should not have been' }],
  async run(context) {
    const { services, output } = context;
    const removals = await services.incident.removals();
    if (output.json) output.data(removals.map(removedTable.toJson));
    else if (removals.length > 0) await printTable(context, removedTable, removals);
    output.note(
      removals.length === 0
        ? 'nothing that was removed from here can still be restored'
        : `restore one at ${recycleBinUrl}, Authorizations > KubeConfig Management, its RBAC included`,
    );
    return undefined;
  },
});
