import '../../commands.js';
import type { FunctionLogLine, RotationRecord } from '@ackring/core/internal/rotation/function/function-log';
import type { SimulatedEvent } from '@ackring/core/internal/rotation/plan/simulate';
import type { KeptRun } from '@ackring/core/internal/rotation/report/kept-runs';
import type { RotationOutcome } from '@ackring/core/internal/rotation/report/report';
import { dayMs } from '@ackring/core/words';
import test from 'ava';
import { changeTable, keptRunTable } from '../../features/rotation/kept-tables.js';
import { logLine, logTable } from '../../features/rotation/log-table.js';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { type Line, lineText } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import type { Reader, Table } from '../../screen/table.js';
import { printTable } from '../../shell/text-table.js';
import { monthTable, simulatedTable } from './calendar-tables.js';
import { monthsOf } from './months.js';
import { decisionText, inOrder, planTable, resultTable, runTable } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const now = new Date('2026-11-24T00:00:00Z');
const reader: Reader = { now, timeZone: 'UTC', home: '', messages: en };

const due: RotationOutcome = {
  cluster: { id: 'c1', name: 'prod' },
  region: 'ap-northeast-1',
  identity: 'self',
  holder: 'ops',
  decision: { kind: 'renew', reason: 'WithinRenewalWindow' },
  notAfter: '2026-12-14T06:00:00Z',
  daysLeft: 20,
  before: null,
  after: null,
  steps: [],
  deferred: null,
  error: null,
};
const kept: RotationOutcome = {
  ...due,
  cluster: { id: 'c2', name: 'lab' },
  decision: { kind: 'keep', reason: 'NothingHeld' },
  notAfter: null,
  daysLeft: null,
};
const step = (name: RotationOutcome['steps'][number]['step'], result: 'done' | 'unchanged' = 'done') => ({
  step: name,
  result,
  durationMs: 12,
  sink: null,
});
const renewed: RotationOutcome = {
  ...due,
  after: { serial: '2', notAfter: '2029-11-24T06:00:00Z' } as RotationOutcome['after'],
  steps: [step('prove works'), step('promote')],
};
const place = { sink: 'kms:', state: 'held', isDelivered: true } as const;
const rightless: RotationOutcome = { ...renewed, places: [place] };
const entitled: RotationOutcome = { ...renewed, places: [{ ...place, proof: 'accepted' }] };
const failed: RotationOutcome = {
  ...due,
  error: { code: 'Forbidden', message: 'not allowed', remedy: '' } as RotationOutcome['error'],
};

async function printed<Row extends object, Known>(
  table: Pick<Table<Row, Known>, 'columns' | 'sign'>,
  rows: readonly Row[],
): Promise<readonly string[]> {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  await printTable(
    { home: '', language: 'en', timeZone: 'UTC', services: { clock: { now: () => now } }, output },
    table,
    rows,
  );
  return squeezed(written.join('').split('\n'));
}

function drawn<Row extends object, Known>(
  table: Pick<Table<Row, Known>, 'columns'>,
  rows: readonly Row[],
  known: Known,
  width = 200,
): readonly string[] {
  const fitted = fitTable(table, { sort: null, width, known, reader });
  const lines: readonly Line[] = [titleLine(fitted), ...rows.map((row) => rowLine(fitted, row))];
  return squeezed(lines.map(lineText));
}

function squeezed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/ {2,}/g, '  ').trim());
}

test('a plan is shown with its reasons in words, on the command line as on the screen', async (t) => {
  t.deepEqual(await printed(planTable, [due, kept]), [
    'CLUSTER  REGION  IDENTITY  ENDS  LEFT  DECISION  REASON',
    'prod  ap-northeast-1  ops  2026-12-14  20 d  renew  in the 180-day window',
    'lab  ap-northeast-1  ops  –  –  keep  nothing was issued yet',
  ]);
  t.deepEqual(drawn(planTable, [due], null), [
    'CLUSTER  IDENTITY  LEFT  DECISION  REASON',
    'prod  ops  20 d  renew  in the 180-day window',
  ]);
});

test('on the smallest screen a plan keeps the time left, and a run what became of it', (t) => {
  t.is(drawn(planTable, [], null, 56)[0], 'CLUSTER  LEFT  DECISION  REASON');
  t.is(drawn(runTable, [], null, 56)[0], 'CLUSTER  LEFT  DECISION  OUTCOME');
});

for (const messages of [en, ja, zh]) {
  test(`80 columns show everyday reasons whole, in words such as ${messages.titles.left}`, (t) => {
    const row = { ...due, cluster: { id: 'c3', name: 'prod-hangzhou-data' }, holder: 'ackring-rotate' };
    const view = { sort: { column: 'decision', isDescending: false }, width: 76, known: null } as const;
    const fitted = fitTable(planTable, { ...view, reader: { ...reader, messages } });
    t.is(fitted.length, 5);
    for (const reason of ['WithinRenewalWindow', 'HeldByAnotherIdentity', 'ClusterNotServing'] as const) {
      const shown = { ...row, decision: { kind: 'renew', reason } } as RotationOutcome;
      const line = lineText(rowLine(fitted, shown)).trimEnd();
      t.true(line.endsWith(messages.decisionReasons[reason]), line);
    }
  });
}

test('a narrow terminal prints whose credential it is rather than the days left', async (t) => {
  const written: string[] = [];
  const output = { columns: 64, write: (text: string) => void written.push(text) };
  await printTable(
    { home: '', language: 'en', timeZone: 'UTC', services: { clock: { now: () => now } }, output },
    planTable,
    [{ ...due, cluster: { id: 'c3', name: 'prod-hangzhou-data' } }],
  );
  t.deepEqual(squeezed(written.join('').split('\n')), [
    'CLUSTER  IDENTITY  DECISION  REASON',
    'prod-hangzhou-data  ops  renew  in the 180-day window',
  ]);
});

test('a plan may be for another day than today', async (t) => {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  const place = { home: '', language: 'en' as const, services: { clock: { now: () => now } }, output };
  await printTable(place, planTable, [due], { now: new Date('2026-12-01T06:00:00Z') });
  t.regex(written.join(''), / 13 d /);
});

test('a run shows the outcome of each credential', async (t) => {
  const put = {
    ...renewed,
    decision: { kind: 'deliver', reason: 'MissingFromSink' },
    steps: [step('promote')],
  };
  const rows: readonly RotationOutcome[] = [
    renewed,
    entitled,
    rightless,
    put as RotationOutcome,
    { ...renewed, steps: [step('promote', 'unchanged')] },
    { ...due, deferred: 'deadline' },
    failed,
    due,
  ];
  t.deepEqual(
    (await printed(resultTable, rows)).map((line) => line.split('  ').slice(3).join('  ')),
    [
      'BEFORE  AFTER  OUTCOME',
      '2026-12-14  2029-11-24  renewed, let in by its API server',
      '2026-12-14  2029-11-24  renewed, let in by its API server',
      '2026-12-14  2029-11-24  renewed, known to its API server, which shows no right of its own',
      '2026-12-14  2029-11-24  delivered',
      '2026-12-14  2029-11-24  unchanged',
      '2026-12-14  –  left for the next run',
      '2026-12-14  –  not allowed',
      '2026-12-14  –  –',
    ],
  );
});

test("a later version's reason is shown as received", async (t) => {
  const strange = { ...due, decision: { kind: 'renew', reason: 'MoonIsFull' } } as unknown as RotationOutcome;
  t.regex((await printed(planTable, [strange]))[1] ?? '', /MoonIsFull$/);
});

test('sorted by decision, failures come first, and changes before what stays', (t) => {
  const sort = { column: 'decision', isDescending: false } as const;
  const other = { ...failed, cluster: { id: 'c3', name: 'zoo' } };
  t.deepEqual(runTable.sorted([kept, due, other], sort, null).ids(), ['c3/self', 'c1/self', 'c2/self']);
  t.deepEqual(
    inOrder([kept, due]).map(({ cluster }) => cluster.name),
    ['prod', 'lab'],
  );
});

test('a kept run shows its counts, and omits zeros', async (t) => {
  const run: KeptRun = {
    runId: 'r1',
    mode: 'apply',
    startedAt: '2026-11-23T20:00:00Z',
    finishedAt: '2026-11-23T20:01:20Z',
    counts: { renewed: 3, failed: 0 },
    failures: ['sink kms: Forbidden'],
  };
  t.deepEqual(drawn(keptRunTable, [run], null), [
    'STARTED  TOOK  WHAT  RENEWED  DELIVERED  TOLD  FAILED  FAILURES',
    '2026-11-23 20:00 UTC  1 min  run  3  –  –  –  sink kms: Forbidden',
  ]);
  t.regex((await printed(keptRunTable, [run]))[1] ?? '', /1 min {2}run {2}3 {2}– {2}– {2}– .* r1$/);
});

test('a change shows the reasons before and now', (t) => {
  const change = {
    cluster: due.cluster,
    region: due.region,
    identity: 'self',
    kind: 'broke',
    before: due,
    after: failed,
  } as const;
  t.deepEqual(drawn(changeTable, [change], null), [
    'CLUSTER  IDENTITY  CHANGE  BEFORE  NOW',
    'prod  ops  fails now  in the 180-day window  not allowed',
  ]);
});

test('months are counted, including empty ones, and a day shows its events', async (t) => {
  const event: SimulatedEvent = {
    at: new Date('2026-12-02T00:00:00Z'),
    cluster: due.cluster,
    region: due.region,
    identity: 'self',
    decision: due.decision,
    notAfter: new Date('2029-12-02T00:00:00Z'),
  };
  const months = monthsOf({
    events: [event, { ...event, decision: { kind: 'notify', reason: 'OrphanedIdentity' } }],
    from: now,
    until: new Date('2026-12-31T00:00:00Z'),
  });
  t.deepEqual(months.map(monthTable.toJson), [
    { month: '2026-11', renew: 0, deliver: 0, notify: 0 },
    { month: '2026-12', renew: 1, deliver: 0, notify: 1 },
  ]);
  t.deepEqual(await printed(monthTable, months), [
    'MONTH  RENEW  DELIVER  NOTIFY  CLUSTERS',
    '2026-11  ·  ·  ·',
    '2026-12  1  ·  1  prod',
  ]);
  t.regex(drawn(monthTable, months, { most: 1 })[2] ?? '', /^2026-12 {2}1 ▆{34} /);
  t.deepEqual(
    months.map((month) => monthTable.sign(month, reader).text),
    ['·', '▸'],
  );
  t.deepEqual(await printed(simulatedTable, [event]), [
    'CLUSTER  REGION  IDENTITY  DECISION  REASON  THEN ENDS',
    'prod  ap-northeast-1  self  renew  in the 180-day window  2029-12-02',
  ]);
});

test('the log shows its own lines in words, and others as they are', (t) => {
  const line: FunctionLogLine = { at: now, instance: null, text: 'hello\u001b' };
  const record: RotationRecord = {
    kind: 'step',
    cluster: 'c1',
    identity: 'self',
    step: 'promote',
    result: 'done',
    durationMs: 12.4,
    sink: 'kms',
  } as RotationRecord;
  const own = { ...line, id: '2', record, clusterName: 'prod' };
  const foreign = { ...line, id: '1', record: null, clusterName: null };
  t.is(logLine(own, reader), '2026-11-24 00:00:00 UTC  step     prod · self  promote: done · 12 ms · kms');
  t.is(logLine(foreign, reader), '2026-11-24 00:00:00 UTC           hello\\x1b');
  t.deepEqual(drawn(logTable, [own], null), [
    'TIME  KIND  SAYS',
    '00:00:00  step  prod · self  promote: done · 12 ms · kms',
  ]);
  const told = [ja, zh].map((messages) => logLine(own, { ...reader, messages }));
  for (const line of told) t.notRegex(line, /step|self|promote|done/);
  const rows = logTable.sorted([own, foreign], null, null);
  t.deepEqual(find('step prod promote kms', rows, reader).ids, ['2']);
  t.deepEqual(find('hello', rows, reader).ids, ['1']);
});

test('a sign shows what will change, what changed, and what is somebody’s to act on', (t) => {
  const signed = (outcome: Partial<RotationOutcome>): string =>
    planTable.sign({ ...due, ...outcome } as RotationOutcome, reader).text;
  const inDays = (days: number): string => new Date(reader.now.getTime() + days * dayMs).toISOString();
  const rows: readonly [sign: string, kind: string, reason: string, days: number | null][] = [
    ['▸', 'renew', 'WithinRenewalWindow', 20],
    ['▸', 'deliver', 'MissingFromSink', 640],
    ['!', 'notify', 'HeldByAnotherIdentity', 20],
    ['!', 'notify', 'HeldByAnotherIdentity', null],
    ['·', 'notify', 'HeldByAnotherIdentity', 640],
    ['!', 'notify', 'OrphanedIdentity', 640],
    ['·', 'skip', 'ClusterExcluded', 20],
    ['·', 'keep', 'OutsideRenewalWindow', 640],
  ];
  for (const [sign, kind, reason, days] of rows) {
    const notAfter = days === null ? null : inDays(days);
    const outcome = { ...due, decision: { kind, reason } as never, notAfter };
    t.is(signed(outcome), sign, `${reason} ${days}`);
    // Nobody is notified yet where there is nothing to do yet.
    const word = kind === 'notify' && sign === '·' ? 'leave' : kind;
    t.is(decisionText(outcome, reader), word, `${reason} ${days}`);
  }
  t.is(signed(renewed), '✓');
  t.is(signed(failed), '✕');
});

test('a sign shows whether a run succeeded', (t) => {
  const run: KeptRun = {
    runId: 'r1',
    mode: 'apply',
    startedAt: '',
    finishedAt: '',
    counts: { failed: 0 },
    failures: [],
  };
  const signs = [
    run,
    { ...run, counts: { failed: 1 } },
    { ...run, failures: ['a: b'] },
    { ...run, mode: 'plan' as const },
  ];
  t.deepEqual(
    signs.map((each) => keptRunTable.sign(each, reader).text),
    ['✓', '!', '!', '·'],
  );
});
