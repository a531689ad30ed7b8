import test from 'ava';
import { requestsTable } from '../features/granting/requests-table.js';
import { migrationTable } from '../features/migration/table.js';
import { changeTable, keptRunTable } from '../features/rotation/kept-tables.js';
import { en } from '../languages/en.js';
import { loadMessages } from '../languages/load.js';
import { unknownField } from '../screen/filter.js';
import type { Reader } from '../screen/reader.js';
import type { DefinedTable } from '../screen/table.js';
import { clusterTable, shownAccountsClusterTable } from './cluster/table.js';
import { contextTable } from './context/table.js';
import { expiryTable, usedExpiryTable } from './expiry/table.js';
import { heldClusterTable, holdingTable } from './holding/grouped-tables.js';
import { accessTable, usedAccessTable } from './holding/table.js';
import { usageTable } from './holding/usage-table.js';
import { activityTable } from './journal/table.js';
import { monthTable } from './rotation/calendar-tables.js';
import { planTable, resultTable, runTable } from './rotation/table.js';

// What stands above a column is what people ask for it by.

const readers = [en, await loadMessages.ja(), await loadMessages.zh()].map(
  (messages): Reader => ({ now: new Date(0), timeZone: 'UTC', home: '', messages }),
);

interface Asking {
  readonly rows: Pick<ReturnType<typeof planTable.sorted>, 'fields' | 'titles'>;
  readonly titles: (reader: Reader) => readonly string[];
}

function asking<Row extends object, Known>(
  table: Pick<DefinedTable<Row, Known>, 'columns' | 'sorted'>,
): Asking {
  return {
    // Without rows nothing besides them is asked.
    rows: table.sorted([], null, null as Known),
    titles: ({ messages }) => table.columns.map(({ title }) => title(messages)),
  };
}

const tables = {
  clusterTable: asking(clusterTable),
  shownAccountsClusterTable: asking(shownAccountsClusterTable),
  contextTable: asking(contextTable),
  expiryTable: asking(expiryTable),
  usedExpiryTable: asking(usedExpiryTable),
  accessTable: asking(accessTable),
  usedAccessTable: asking(usedAccessTable),
  holdingTable: asking(holdingTable),
  heldClusterTable: asking(heldClusterTable),
  usageTable: asking(usageTable),
  activityTable: asking(activityTable),
  monthTable: asking(monthTable),
  planTable: asking(planTable),
  resultTable: asking(resultTable),
  runTable: asking(runTable),
  keptRunTable: asking(keptRunTable),
  changeTable: asking(changeTable),
  requestsTable: asking(requestsTable),
  migrationTable: asking(migrationTable),
};

for (const [name, { rows, titles }] of Object.entries(tables))
  test(`${name}: a filter takes the title of every column`, (t) => {
    for (const reader of readers)
      for (const title of titles(reader)) {
        // An arrow between two words is no letter.
        const asked = title.replaceAll(' ', '');
        if (!/^\p{L}+$/u.test(asked)) continue;
        t.is(unknownField(`${asked}:x`, rows.fields, rows.titles(reader)), null, title);
        const { fields = [] } = unknownField(`${asked}x:x`, rows.fields, rows.titles(reader)) ?? {};
        // Whoever mistypes it is told it, as it stands there.
        t.true(fields.map((field) => field.toLowerCase()).includes(asked.toLowerCase()), title);
      }
  });

for (const [name, { rows }] of Object.entries(tables).filter(([, each]) => each.rows.fields.includes('life')))
  test(`${name}: what has days left has an end`, (t) => t.true(rows.fields.includes('ends')));

for (const [name, asked] of [
  ['clusterTable', ['life', 'left', 'daysLeft', 'kubeconfig', 'access']],
  ['contextTable', ['life', 'left', 'daysLeft']],
  ['expiryTable', ['life', 'left', 'daysLeft', 'ends']],
  ['accessTable', ['life', 'left', 'daysLeft', 'ends', 'lastUsed']],
  ['planTable', ['life', 'left', 'daysLeft', 'ends', 'decision', 'reason']],
] as const)
  test(`${name}: the same is called the same as elsewhere, in any language`, (t) => {
    for (const each of asked) t.true(tables[name].rows.fields.includes(each), each);
  });
