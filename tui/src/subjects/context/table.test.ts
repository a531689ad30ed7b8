import '../../commands.js';
import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import type { Verdict } from '@ackring/core/internal/verification/verdict';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { answering } from '@ackring/testkit/judged-rows';
import test from 'ava';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import type { Language } from '../../messages/language.js';
import { say } from '../../messages/say.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { lineText } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import { printTable } from '../../shell/text-table.js';
import { contextTable } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const now = new Date('2026-11-24T00:00:00Z');
const end = new Date('2027-05-26T06:05:00Z');
const certificate = { kind: 'certificate', ...specimenFacts(end, { uid: '2123', serial: '1f' }) } as const;
const entry = specimenContext({
  file: '/home/ops/.kube/config',
  current: true,
  credential: certificate,
  ...{ status: 'fresh', daysLeft: 183, renewableFrom: new Date('2026-11-27T06:05:00Z') },
});
const ending: ContextEntry = {
  ...entry,
  context: 'short',
  current: false,
  credential: { ...certificate, notAfter: new Date('2026-11-24T07:59:00Z') },
  status: 'temporary',
  warnings: [say('names no user')],
};
const password: ContextEntry = { ...entry, context: 'basic', current: false, credential: { kind: 'basic' } };

test("the command line prints the current context, each one's credential and its end", async (t) => {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  const place = {
    home: '/home/ops',
    language: 'en' as const,
    services: { clock: { now: () => now } },
    output,
  };
  await printTable(place, contextTable, [entry, ending, password], { withSigns: true });
  t.deepEqual(written.join('').split('\n'), [
    '   CONTEXT  CREDENTIAL         LEFT  STATUS       SERVER             FILE',
    '*  prod     certificate 2123  183 d  F fresh      203.0.113.10:6443  ~/.kube/config',
    '!  short    certificate 2123    8 h  T temporary  203.0.113.10:6443  ~/.kube/config',
    '   basic    password              –  –            203.0.113.10:6443  ~/.kube/config',
  ]);
});

test('a context is found by whose certificate it has, as it is called, and by its end', (t) => {
  const rows = contextTable.sorted([entry, password], null, {
    answer: () => null,
    called: (uid) => (uid === '2123' ? 'mei' : uid),
  });
  const reader = { now, timeZone: 'UTC', home: '/home/ops', messages: en };
  for (const filter of ['mei', 'credential:mei', 'credential:2123', 'credential:"certificate mei"', '2123'])
    t.deepEqual(find(filter, rows, reader).ids, [contextTable.id(entry)], filter);
  const ends = certificate.notAfter.toISOString().slice(0, 10);
  t.deepEqual(find(`ends:<${ends}`, rows, reader).ids, []);
  t.deepEqual(find(`ends:>=${ends}`, rows, reader).ids, [contextTable.id(entry)]);
});

const called = (uid: string): string => uid;

test('a namespace stands beside its context where both have room, and is found', (t) => {
  const context = 'ack/ap-northeast-1/prod-tokyo-batch/private';
  const row = { ...entry, context, namespace: 'kube-system' };
  const reader = { now, timeZone: 'UTC', home: '/home/ops', messages: en };
  const known = { answer: () => null, called };
  const rows = contextTable.sorted([row, entry], null, known);
  const shown = (width: number): string =>
    lineText(rowLine(fitTable(contextTable, { sort: null, width, known, reader, rows }), row));
  for (const width of [116, 140]) t.true(shown(width).startsWith(`${context} · kube-system `), shown(width));
  t.regex(shown(70), /^ack\/.*private /);
  t.notRegex(shown(70), /kube/);
  t.is(find('kube-system', rows, reader).ids.length, 1);
});

const failed: Verdict = {
  context: 'prod',
  verdict: 'failed',
  claim: null,
  cause: 'unreachable',
  detail: '',
  remedy: null,
  identity: null,
  latencyMs: null,
};

const drawn = test.macro({
  exec(t, language: Language, row: ContextEntry, expected: readonly string[]) {
    const reader = { now, timeZone: 'UTC', home: '/home/ops', messages: { en, ja, zh }[language] };
    const known = { answer: ({ context }: ContextEntry) => (context === 'prod' ? failed : null), called };
    const sort = { column: 'life', isDescending: true } as const;
    const fitted = fitTable(contextTable, { sort, width: 140, known, reader });
    const lines = [titleLine(fitted), rowLine(fitted, row)];
    t.deepEqual(
      lines.map((line) => lineText(line).replace(/ {2,}/g, '  ').trimEnd()),
      expected,
    );
  },
  title: (title) => `the screen tells ${title}`,
});

test("the life of a certificate, and its server's answer", drawn, 'en', entry, [
  'CONTEXT  SERVER  LIFE ↓  ANSWER  FILE',
  'prod  203.0.113.10:6443  ━━╎╍╍╍╍╍╍╍╍╍╍╍╍╍╍  183 d F  ✕ unreachable  ~/.kube/config',
]);
test('other credentials, in the reader’s language', drawn, 'ja', password, [
  'コンテキスト  サーバー  残り ↓  応答  ファイル',
  'basic  203.0.113.10:6443  パスワード  ·  ~/.kube/config',
]);

test('contexts are sorted by their end, those without one last', (t) => {
  const sort = { column: 'life', isDescending: false } as const;
  const rows = contextTable.sorted([password, entry, ending], sort, { answer: () => null, called });
  t.deepEqual(
    rows.ids().map((id) => id.split('\0')[1]),
    ['short', 'prod', 'basic'],
  );
});

test('contexts are sorted by their answers: the quickest first, then by cause, those not asked last', (t) => {
  const named = (context: string): ContextEntry => ({ ...entry, context });
  const answers: Readonly<Record<string, Verdict>> = {
    slow: { ...failed, verdict: 'ok', claim: answering, cause: null, latencyMs: 100 },
    quick: { ...failed, verdict: 'ok', claim: answering, cause: null, latencyMs: 9.4 },
    dead: failed,
    old: { ...failed, cause: 'expired' },
  };
  const known = { answer: ({ context }: ContextEntry) => answers[context] ?? null, called };
  const rows = ['unasked', 'dead', 'slow', 'old', 'quick'].map(named);
  const order = (isDescending: boolean) =>
    contextTable
      .sorted(rows, { column: 'answer', isDescending }, known)
      .ids()
      .map((id) => id.split('\0')[1]);
  t.deepEqual(order(false), ['quick', 'slow', 'old', 'dead', 'unasked']);
  t.deepEqual(order(true), ['dead', 'old', 'slow', 'quick', 'unasked']);
  const found = contextTable.sorted(rows, { column: 'answer', isDescending: false }, known);
  t.deepEqual(find('expired', found, { now, timeZone: 'UTC', home: '', messages: en }).ids, [
    contextTable.id(named('old')),
  ]);
});

test('a refusal is whole wherever a file has a column', (t) => {
  const known = { answer: () => ({ ...failed, cause: 'forbidden' }) as const, called };
  for (const [language, messages] of Object.entries({ en, ja, zh })) {
    for (let width = 96; width < 180; width += 1) {
      const reader = { now, timeZone: 'UTC', home: '', messages };
      const fitted = fitTable(contextTable, { sort: null, width, known, reader });
      const line = lineText(rowLine(fitted, entry));
      t.true(fitted.some(({ column }) => column.title === messages.columns.file));
      t.true(line.includes(`✕ ${messages.causes.forbidden} `), `${language} ${width} ${line}`);
    }
  }
});

test('JSON has what a certificate says, and no such fields for other credentials', (t) => {
  t.like(contextTable.toJson(entry), { daysLeft: 183, credential: { kind: 'certificate', serial: '1f' } });
  t.deepEqual(contextTable.toJson(password)['credential'], { kind: 'basic' });
});

test('a certificate whose common name has its issue time has that instant in JSON', (t) => {
  const issuedAt = new Date('2024-05-26T06:10:00Z');
  const issued = contextTable.toJson({ ...entry, credential: { ...certificate, issuedAt } });
  t.like(issued, { credential: { issuedAt } });
  t.like(contextTable.toJson(entry), { credential: { issuedAt: null } });
});

for (const [language, messages] of Object.entries({ en, ja, zh })) {
  test(`in ${language}, a name that is made of region and cluster is whole at 80 columns, and the server gives way`, (t) => {
    const titles = (name: string) => {
      const rows = contextTable.sorted([{ ...entry, context: name }], null, { answer: () => null, called });
      const view = { sort: null, width: 80 - 4, known: { answer: () => null, called }, rows };
      const [first, ...others] = fitTable(contextTable, {
        ...view,
        reader: { now, timeZone: 'UTC', home: '', messages },
      });
      t.true((first?.width ?? 0) >= name.length);
      return others.map(({ column }) => column.title);
    };
    const { life, answer, server } = messages.columns;
    t.deepEqual(titles('ack/ap-southeast-1/prod-singapore-api'), [life, answer]);
    t.deepEqual(titles('prod'), [server, life, answer]);
  });
}
