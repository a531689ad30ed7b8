import { type Restorable, recycleBinUrl } from '@ackring/core/access/recycle-bin';
import { homePath } from '../../screen/drawing/home-path.js';
import { span } from '../../screen/drawing/line.js';
import { localTime } from '../../screen/drawing/local-time.js';
import { defineTable, printedColumn } from '../../screen/table.js';

/** What this machine removed and the console can still restore. */
export const removedTable = defineTable<Restorable>({
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
    ),
    printedColumn(
      ({ removal }) => removal.columns.removed,
      ({ removedAt }, { timeZone }) => localTime(removedAt, timeZone),
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
