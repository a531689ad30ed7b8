import '../../commands.js';
import type { AccessRow } from '@ackring/core/internal/access/access-row';
import type { CleanStep } from '@ackring/core/internal/access/clean/clean-plan';
import type { ExpiryEntry } from '@ackring/core/internal/expiry/expiry';
import { AckringError } from '@ackring/core/words';
import test from 'ava';
import { cleanTable } from '../../features/access/clean-table.js';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { type Line, lineText, lineWidth } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import type { Reader } from '../../screen/table.js';
import { csvTable } from '../../shell/csv-table.js';
import { printTable, tableText } from '../../shell/text-table.js';
import { type HeldCluster, heldClusterTable, holdingTable } from './grouped-tables.js';
import { accessTable, pairLines, usedAccessTable } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const now = new Date('2026-11-24T00:00:00Z');
const reader: Reader = { now, timeZone: 'UTC', home: '', messages: en };
const known = { endsAt: () => null, readinessOf: () => null };

const tom: AccessRow = {
  identity: { uid: '2123', name: 'tom', type: 'user', state: 'deleted' },
  cluster: { id: 'c1', name: 'legacy', region: 'ap-northeast-1' },
  status: 'renewable',
  certificateState: 'unexpired',
  notAfter: new Date('2027-05-20T06:05:00Z'),
  lastActivity: { kind: 'seen', at: new Date('2026-11-22T00:00:00Z'), isActive: true },
  roles: [
    { clusterId: 'c1', namespace: null, scope: 'cluster', role: '=admin', isOwner: false },
    { clusterId: 'c1', namespace: 'ci', scope: 'namespace', role: 'dev', isOwner: false },
  ],
  areRolesWhole: true,
  orphan: true,
  revokable: true,
  cloudService: null,
};
const service: AccessRow = {
  ...tom,
  identity: { uid: '9', name: '', type: 'role', state: 'unknown' },
  notAfter: null,
  lastActivity: { kind: 'notAsked' },
  roles: null,
  orphan: false,
  cloudService: 'logging',
};

async function printed<Row extends object, Known>(
  table: Parameters<typeof printTable<Row, Known>>[1],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  await printTable(
    { home: '', language: 'en', timeZone: 'UTC', services: { clock: { now: () => now } }, output },
    table,
    rows,
    {
      withSigns: true,
    },
  );
  return written.join('').split('\n');
}

function squeezed(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => lineText(line).replace(/ {2,}/g, '  ').trimEnd());
}

test('the command line marks orphans, and reports last activity as the screen does', async (t) => {
  t.deepEqual(await printed(accessTable, [tom, service]), [
    '   IDENTITY  CLUSTER  KIND  STATE    ENDS         LEFT  STATUS       LAST USED  ROLES',
    '!  tom       legacy   user  deleted  2027-05-20  177 d  R renewable  2 d ago    =admin, dev@ci',
    '·  9         legacy   role  unknown  –               –  R renewable  –          the cloud’s own service',
  ]);
});

for (const [language, messages] of Object.entries({ en, ja, zh }))
  test(`a narrow terminal keeps who is gone and when they were last seen, in ${language}`, (t) => {
    const cluster = { ...tom.cluster, name: 'prod-tokyo-batch' };
    const pipeline = { ...tom, identity: { ...tom.identity, name: 'old-pipeline' }, cluster };
    const text = tableText(accessTable, [pipeline, tom, service], {
      ...{ reader: { ...reader, messages }, columns: 80, withSigns: true },
    });
    for (const told of [messages.identityStates.deleted, messages.header.fresh(messages.units.days(2))])
      t.true(text.includes(told), text);
  });

test('what the title counts is found by its word, by identity, by pair and by cluster', (t) => {
  const rows = [tom, service];
  const cluster = { id: 'c1', name: 'legacy', region: 'r', all: rows, rows: [tom], orphans: 1, soonest: tom };
  const usual = {
    ...cluster,
    id: 'c2',
    rows: [{ ...tom, identity: { ...tom.identity, state: 'active' } }],
    orphans: 0,
  };
  const holding = { identity: tom.identity, entries: [], soonest: null, isOrphan: true } as never;
  for (const word of ['orphan', 'deleted']) {
    t.is(find(word, accessTable.sorted(rows, null, known), reader).ids.length, 1, word);
    t.is(find(word, holdingTable.sorted([holding], null, null), reader).ids.length, 1, word);
    t.deepEqual(find(word, heldClusterTable.sorted([cluster, usual] as never, null, null), reader).ids, [
      'c1',
    ]);
  }
});

test('a spreadsheet has a column for each field of the contract, and no formula', (t) => {
  t.deepEqual(csvTable(accessTable, [tom, service]).split('\r\n'), [
    'uid,name,type,state,cluster,clusterId,region,status,notAfter,lastActivity,roles,orphan,cloudService,rolesSeen,account',
    `"2123","tom","user","deleted","legacy","c1","ap-northeast-1","renewable","2027-05-20T06:05:00Z","2026-11-22T00:00:00Z","'=admin dev@ci","true","","all",""`,
    '"9","","role","unknown","legacy","c1","ap-northeast-1","renewable","","","","false","logging","",""',
    '',
  ]);
});

test('for one identity the clusters are listed, for one cluster the identities', (t) => {
  t.deepEqual(squeezed(pairLines([tom], { of: 'identity', width: 110, known, reader })), [
    '  CLUSTER  ENDS  LAST USED  ROLES  TOKENS',
    '! legacy  2027-05-20  177 d R  2 d ago  =admin, dev@ci  asking…',
  ]);
  t.deepEqual(squeezed(pairLines([service], { of: 'cluster', width: 130, known, reader })), [
    '  IDENTITY  KIND  STATE  ENDS  LAST USED  ROLES  TOKENS',
    '· 9  role  unknown  –  –  the cloud’s own service  –',
  ]);
  const unheard: AccessRow = { ...tom, lastActivity: { kind: 'notAsked' }, roles: null };
  t.regex(
    squeezed(pairLines([unheard], { of: 'identity', width: 110, known, reader }))[1] ?? '',
    /177 d R {2}… {2}… {2}/,
  );
});

test('roles for which a list has no room are counted, and in details they are all below the row', (t) => {
  const role = (name: string) => ({
    ...({ clusterId: 'c1', namespace: 'payments', scope: 'namespace', role: name, isOwner: false } as const),
  });
  const many: AccessRow = { ...tom, roles: ['admin', 'dev', 'ops', 'restricted'].map(role) };
  const fitted = fitTable(accessTable, { sort: null, width: 130, known, reader });
  const column = fitted.find(({ column: { sortedBy } }) => sortedBy === 'roles')?.column;
  const listed = (width: number) => lineText(column?.cell(many, width) ?? []);
  t.is(listed(31), 'admin@payments, dev@payments +2');
  t.is(listed(30), 'admin@payments +3');
  t.is(listed(16), 'admin@paymen… +3');
  const names = 'admin@payments, dev@payments, ops@payments, restricted@payments';
  for (const of of ['identity', 'cluster'] as const) {
    for (const width of [92, 72, 56]) {
      const lines = pairLines([many, tom], { of, width, known, reader });
      const said = squeezed(lines).map((line) => line.trim());
      t.true(lines.every((line) => lineWidth(line) <= width));
      t.true(said.join(' ').includes(names), said.join('\n'));
    }
  }
  // What is whole in its row is not said twice.
  t.is(pairLines([tom], { of: 'identity', width: 110, known, reader }).length, 2);
});

test('in a list the roles, with their ends, have the room that no name needs', (t) => {
  const ending = { ...known, endsAt: () => new Date('2026-11-24T02:00:00Z') };
  const rows = accessTable.sorted([tom, service], null, ending);
  const said = (width: number): string =>
    lineText(rowLine(fitTable(accessTable, { sort: null, width, known: ending, reader, rows }), tom));
  t.regex(said(116), /=admin \(2 h to go\) \+1 *$/);
  t.regex(said(132), /=admin \(2 h to go\), dev@ci \(2 h to go\) *$/);
});

test('orphans come first whatever the sort, the cloud’s own services last', (t) => {
  const other: AccessRow = {
    ...tom,
    orphan: false,
    identity: { uid: '2', name: 'amy', type: 'user', state: 'active' },
  };
  for (const isDescending of [false, true]) {
    const rows = accessTable.sorted([service, other, tom], { column: 'identity', isDescending }, known);
    t.deepEqual(rows.ids(), ['c1/2123', 'c1/2', 'c1/9']);
  }
});

test('a clean is printed with its verdict and reason', async (t) => {
  const step: CleanStep = {
    row: tom,
    verdict: 'needs-force',
    reason: 'ActiveRecently',
    recentUse: { kind: 'unused' },
  };
  t.deepEqual(await printed(cleanTable, [step]), [
    '   CLUSTER  IDENTITY       LAST USED  ROLES           VERDICT      WHY',
    '⚠  legacy   tom (deleted)  2 d ago    =admin, dev@ci  needs force  seen within 7 days: in use',
  ]);
});

test('groups show counts, and the soonest end', (t) => {
  const entry = { cluster: { id: 'c1', name: 'legacy' }, status: 'renewable' } as ExpiryEntry;
  const holding = { identity: tom.identity, entries: [entry], soonest: tom.notAfter, isOrphan: true };
  const held: HeldCluster = {
    id: 'c1',
    name: 'legacy',
    region: 'ap-northeast-1',
    all: [tom, service],
    rows: [tom, service],
    orphans: 0,
    soonest: tom,
  };
  const view = { sort: { column: 'count', isDescending: true }, width: 130, known: null, reader } as const;
  const identities = fitTable(holdingTable, view);
  t.deepEqual(squeezed([titleLine(identities), rowLine(identities, holding)]), [
    'IDENTITY  KIND  STATE  CLUSTERS ↓  ENDS  WHICH',
    'tom  user  deleted  1  2027-05-20  177 d R  legacy',
  ]);
  const clusters = fitTable(heldClusterTable, view);
  t.deepEqual(squeezed([titleLine(clusters), rowLine(clusters, held)]), [
    'CLUSTER  REGION  HOLDERS ↓  ORPHANS  ENDS  WHO',
    'legacy  ap-northeast-1  2  –  2027-05-20  177 d R  tom  9',
  ]);
});

const languages = Object.entries({ en, ja, zh });

for (const [language, messages] of languages) {
  test(`on the smallest screen the time left is shown, in ${language}`, (t) => {
    const view = { width: 56, known, reader: { ...reader, messages } };
    const entry = { cluster: { id: 'c1', name: 'legacy' }, status: 'renewable' } as ExpiryEntry;
    const holding = { identity: tom.identity, entries: [entry], soonest: tom.notAfter, isOrphan: true };
    const sort = { column: 'end', isDescending: false } as const;
    const identities = fitTable(holdingTable, { ...view, known: null, sort });
    const pairs = fitTable(accessTable, { ...view, sort });
    const left = `${messages.units.days(177)} R`;
    t.true(lineText(rowLine(identities, holding)).includes(left));
    t.true(lineText(rowLine(pairs, tom)).includes(left));
    t.true(lineText(titleLine(identities)).includes(messages.columns.state));
  });
}

for (const [language, messages] of languages) {
  test(`on the smallest screen the use that was asked for has its column, in ${language}`, (t) => {
    const used = { ...known, usageOf: () => null };
    for (const column of ['used', 'end', 'cluster', 'identity'] as const) {
      const sort = { column, isDescending: true };
      const view = { width: 56, known: used, reader: { ...reader, messages }, sort };
      const fitted = fitTable(usedAccessTable, view);
      t.true(lineText(titleLine(fitted)).includes(messages.columns.used));
      t.true(lineText(rowLine(fitted, tom)).includes(`${messages.units.days(177)} R`));
      t.true(lineWidth(titleLine(fitted)) <= 56);
    }
  });
}

test('LAST USED falls back to when the cloud saw it where the audit log cannot be read, and says so', (t) => {
  const error = new AckringError('AuditOff', 'no', { remedy: 'x' });
  const used = { ...known, usageOf: () => ({ kind: 'failed' as const, error }) };
  const view = { width: 130, known: used, reader, sort: null };
  const shown = (lastActivity: AccessRow['lastActivity']) =>
    lineText(rowLine(fitTable(usedAccessTable, view), { ...tom, lastActivity }));
  t.true(
    shown({ kind: 'seen', at: new Date(now.getTime() - 2 * 86_400_000), isActive: true }).includes(
      'seen 2 d ago',
    ),
  );
  t.true(shown({ kind: 'unreadable' }).includes('no audit log'));
});

test('a sign marks deleted identities, and the cloud’s own services', (t) => {
  const here = { ...tom, orphan: false };
  const untold = { ...here, identity: { ...tom.identity, state: 'unknown' as const } };
  const perhaps = { ...untold, certificateState: 'unissued' as const, roles: tom.roles };
  t.deepEqual(
    [tom, here, { ...here, areRolesWhole: false }, service, untold, perhaps].map(
      (row) => accessTable.sign(row, reader).text,
    ),
    ['!', '●', '?', '·', '●', '?'],
  );
});

test('an empty list of roles proves nothing to an administrator of some clusters only', async (t) => {
  const roleless: AccessRow = { ...tom, roles: [] };
  const [, part = '', whole = ''] = await printed(accessTable, [
    { ...roleless, areRolesWhole: false },
    { ...roleless, areRolesWhole: true },
  ]);
  t.regex(part, /\?$/);
  t.regex(whole, /–$/);
});
