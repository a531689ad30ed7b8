import type { ExpiryEntry } from '@ackring/core/internal/expiry/expiry';
import test from 'ava';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { lineText, lineWidth } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import { markdownTable } from '../../shell/markdown-table.js';
import { type ExpirySurroundings, expiryTable, usedExpiryTable } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const now = new Date('2026-11-24T00:00:00Z');
const gone: ExpiryEntry = {
  source: 'server',
  cluster: { id: 'c1', name: 'legacy' },
  region: 'ap-northeast-1',
  identity: { uid: '2123', name: 'tom', type: 'user', state: 'deleted' },
  notBefore: null,
  renewableFrom: null,
  notAfter: new Date('2026-11-12T16:00:00Z'),
  daysLeft: -12,
  status: 'expired',
  isTemporary: false,
  file: null,
  context: null,
};
const local: ExpiryEntry = {
  ...gone,
  source: 'file',
  cluster: { id: 'c2', name: 'a|b' },
  region: null,
  identity: { uid: '2124', name: '', type: 'unknown', state: 'unknown' },
  notBefore: null,
  renewableFrom: null,
  notAfter: new Date('2027-05-26T06:05:00Z'),
  daysLeft: 183,
  status: 'fresh',
  file: '/home/ops/.kube/config',
  context: 'mine',
};
const known: ExpirySurroundings = {
  isRotated: () => false,
  isHere: (uid) => uid === '2124',
  isInFile: ({ source }) => source === 'file',
  isGoing: ({ cluster }) => cluster.name === 'going',
  brokenBy: () => [],
  isReadOnly: false,
};

test('a Markdown table has what the command line prints, and no name ends its cell', (t) => {
  const reader = { now, timeZone: 'UTC', home: '', messages: en };
  t.deepEqual(markdownTable(expiryTable, [gone, local], reader).split('\n'), [
    '| Identity | Kind | Cluster | Region | Ends | Left | Status | Where |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    '| tom (deleted) | user | legacy | ap-northeast-1 | 2026-11-12 | −12 d | E expired | server |',
    '| 2124 | unknown | a\\|b | – | 2027-05-26 | 183 d | F fresh | mine |',
  ]);
});

test('the screen shows the day in the reader’s zone, and who could renew it', (t) => {
  const reader = { now, timeZone: 'Asia/Tokyo', home: '', messages: en };
  const sort = { column: 'end', isDescending: false } as const;
  const fitted = fitTable(expiryTable, { sort, width: 130, known, reader });
  const lines = [titleLine(fitted), rowLine(fitted, gone), rowLine(fitted, local)];
  t.deepEqual(
    lines.map((line) => lineText(line).replace(/ {2,}/g, '  ').trimEnd()),
    [
      'IDENTITY  KIND  CLUSTER  ENDS ↑  LEFT  STATUS  RENEWED BY',
      'tom (deleted)  user  legacy  2026-11-13  −12 d  E expired  nobody',
      '2124  unknown  a|b  2027-05-26  183 d  F fresh  you: f or r',
    ],
  );
});

for (const [language, messages] of Object.entries({ en, ja, zh }))
  test(`on a narrow screen it is told of a holder that it is gone, in ${language}`, (t) => {
    const reader = { now, timeZone: 'UTC', home: '', messages };
    const pipeline = { ...gone, identity: { ...gone.identity, name: 'old-pipeline' } };
    for (const width of [76, 100]) {
      const view = { sort: { column: 'end', isDescending: false }, width, known, reader } as const;
      const told = lineText(rowLine(fitTable(expiryTable, view), pipeline));
      t.true(told.includes(messages.aside('', messages.identityStates.deleted).trim()), told);
      t.regex(told, /^old/);
    }
  });

for (const [language, messages] of Object.entries({ en, ja, zh })) {
  test(`on the smallest screen the use that was asked for has its column, in ${language}`, (t) => {
    const reader = { now, timeZone: 'UTC', home: '', messages };
    for (const column of ['used', 'end', 'cluster', 'identity'] as const) {
      const sort = { column, isDescending: true };
      const view = { sort, width: 56, known: { ...known, usageOf: () => null }, reader };
      const fitted = fitTable(usedExpiryTable, view);
      t.true(lineText(titleLine(fitted)).includes(messages.columns.used));
      t.true(lineWidth(titleLine(fitted)) <= 56);
    }
  });
}

for (const [language, messages] of Object.entries({ en, ja, zh })) {
  test(`at 80 columns it is shown who renews, and by which column the rows are sorted, in ${language}`, (t) => {
    const reader = { now, timeZone: 'UTC', home: '', messages };
    for (const column of ['end', 'cluster', 'identity', 'status'] as const) {
      const fitted = fitTable(expiryTable, {
        sort: { column, isDescending: false },
        width: 76,
        known,
        reader,
      });
      const titles = lineText(titleLine(fitted));
      t.true(titles.includes(messages.columns.renewedBy), titles);
      t.is(titles.match(/\p{L} ↑/gu)?.length, 1, titles);
      t.true(lineText(rowLine(fitted, gone)).includes(messages.expiry.orphan));
    }
    const roomy = fitTable(expiryTable, {
      ...{ sort: { column: 'end', isDescending: false }, width: 120, known, reader },
    });
    t.true(lineText(titleLine(roomy)).includes(`${messages.columns.end} ↑`));
  });
}

test('kubeconfigs are found by holder and cluster', (t) => {
  const rows = expiryTable.sorted([local, gone], { column: 'end', isDescending: false }, known);
  const reader = { now, timeZone: 'UTC', home: '', messages: en };
  for (const filter of ['tom', 'deleted user', 'lgcy', 'northeast', '2026-11-12', 'daysLeft:<0', '2123'])
    t.deepEqual(find(filter, rows, reader).ids, ['c1/2123'], filter);
});

test('JSON has the account of an identity', (t) => {
  t.like(expiryTable.toJson(gone), { identity: 'tom', accountType: 'user', accountState: 'deleted' });
  t.like(expiryTable.toJson(local), { identity: '2124', source: 'file', context: 'mine' });
});

test('a sign shows the urgency, and then whether nobody can log in as its holder', (t) => {
  const active = { ...gone.identity, state: 'active' } as const;
  const signOf = (status: ExpiryEntry['status'], identity = gone.identity): string =>
    expiryTable.sign({ ...gone, status, identity }, { now }).text;
  t.deepEqual([signOf('expired'), signOf('critical'), signOf('renewable')], ['✕', '▲', '!']);
  t.deepEqual([signOf('renewable', active), signOf('fresh', active)], ['◐', '●']);
});

test('it is renewed by the rotation, by its holder or by nobody', (t) => {
  const reader = { now, timeZone: 'UTC', home: '', messages: en };
  const active: ExpiryEntry = { ...gone, identity: { ...gone.identity, state: 'active' } };
  const renewedBy = (entry: ExpiryEntry, isRotated: boolean, isReadOnly = false): string => {
    const around = { ...known, isRotated: () => isRotated, isReadOnly };
    const view = { sort: null, width: 130, known: around, reader };
    return lineText(rowLine(fitTable(expiryTable, view), entry)).trimEnd();
  };
  t.regex(renewedBy(active, true), /Rotation$/);
  t.regex(renewedBy(active, false), /its holder$/);
  t.regex(renewedBy(gone, true), /nobody$/);
  t.regex(renewedBy(local, false), /you: f or r$/);
  // Fetched anew it can be; a file to renew it in is not here.
  t.regex(renewedBy({ ...local, source: 'server' }, false), /you: f$/);
  t.regex(renewedBy({ ...active, cluster: { id: 'c3', name: 'going' } }, true), /being deleted$/);
  // Whose it is stays true where the keys do nothing.
  t.regex(renewedBy(local, false, true), / you$/);
  t.regex(renewedBy({ ...local, source: 'server' }, false, true), / you$/);
  t.regex(renewedBy(active, false, true), /its holder$/);
});
