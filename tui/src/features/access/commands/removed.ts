import { type Restorable, recycleBinPlaces, recycleBinUrl } from '@ackring/core/access';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { span } from '../../../screen/drawing/line.js';
import { homePath } from '../../../screen/reader.js';
import { defineTable, printedColumn } from '../../../screen/table.js';
import { defineCommand } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';

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
        ? say('nothing that was removed from here can still be restored')
        : say('restore one, RBAC included, at {url}, Authorizations > KubeConfig Management', {
            url: recycleBinPlaces,
          }),
    );
    return undefined;
  },
});

/** What this machine removed and the console can still restore. */
const removedTable = defineTable<Restorable>({
  id: ({ cluster, identity }) => `${cluster.id}/${identity.uid}`,
  tie: ({ identity, cluster }) => `${identity.name} ${cluster.name}`,
  sign: () => span('–', 'dim'),
  columns: [
    printedColumn(
      ({ columns }) => columns.identity,
      ({ identity }) => identity.name,
    ),
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ cluster }) => cluster.name,
    ),
    printedColumn(
      ({ columns }) => columns.region,
      ({ cluster }) => cluster.region,
      8,
    ),
    printedColumn(
      ({ removal }) => removal.columns.removed,
      ({ removedAt }, { timeZone }) => localTime(removedAt, timeZone),
      0.5,
    ),
    printedColumn(
      ({ removal }) => removal.columns.until,
      ({ restorableUntil }, { timeZone }) => localTime(restorableUntil, timeZone),
    ),
    printedColumn(
      ({ removal }) => removal.columns.held,
      ({ backup }, { home }) => (backup === null ? '–' : homePath(backup, home)),
    ),
  ],
  fields: {
    identity: ({ identity }) => identity,
    cluster: ({ cluster }) => cluster,
    removedAt: ({ removedAt }) => removedAt,
    restorableUntil: ({ restorableUntil }) => restorableUntil,
    backup: ({ backup }) => backup,
    console: () => recycleBinUrl,
  },
});
