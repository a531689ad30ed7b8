import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../machine/clock.js';
import type { JournalFlaw } from './journal.js';
import { createJournal, type JournalFile } from './journal-file.js';

async function journalIn(t: ExecutionContext): Promise<{ journal: JournalFile; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-journal-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return { folder, journal: createJournal({ folder: join(folder, 'state'), clock: systemClock }) };
}

const draft = (runId: string, phase: 'started' | 'done' = 'done') =>
  ({
    action: 'clean',
    phase,
    runId,
    summary: `run ${runId}`,
    details: { uid: '2285', error: null },
  }) as const;

const flawsOf = async (journal: JournalFile): Promise<readonly JournalFlaw['kind'][]> =>
  (await journal.check()).flaws.map(({ kind }) => kind);

async function edit(path: string, change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(path, `${change(lines).join('\n')}\n`);
}

for (const name of ['journal.jsonl', 'journal.head']) {
  test(`a pipe in the place of ${name} is neither read nor written, and not waited for`, async (t) => {
    const { journal, folder } = await journalIn(t);
    await journal.record(draft('a'));
    await rm(join(folder, 'state', name));
    await promisify(execFile)('mkfifo', [join(folder, 'state', name)]);
    await t.throwsAsync(journal.check(), { code: 'FileUnreadable' });
    await t.throwsAsync(journal.record(draft('b')), { code: 'FileUnreadable' });
  });
}

test('a link in the place of the journal is not written through, and the message names it', async (t) => {
  const { journal, folder } = await journalIn(t);
  await journal.record(draft('a'));
  const elsewhere = join(folder, 'precious');
  await writeFile(elsewhere, 'precious\n', { mode: 0o644 });
  await rm(journal.path);
  await symlink(elsewhere, journal.path);
  await t.throwsAsync(journal.record(draft('b')), {
    code: 'FileUnwritable',
    message: /journal\.jsonl cannot be written: a symbolic link is in its place/,
  });
  t.is(await readFile(elsewhere, 'utf8'), 'precious\n');
  t.is((await stat(elsewhere)).mode & 0o777, 0o644);
  await rm(join(folder, 'state', 'journal.head'));
  await rm(journal.path);
  await symlink(elsewhere, join(folder, 'state', 'journal.head'));
  await journal.record(draft('c'));
  t.is(await readFile(elsewhere, 'utf8'), 'precious\n');
});

test('entries are stored in order, private to the owner', async (t) => {
  const { journal, folder } = await journalIn(t);
  t.deepEqual((await journal.check()).lines, []);
  for (const runId of ['a', 'b', 'c']) await journal.record(draft(runId));
  const { lines, isIntact } = await journal.check();
  t.deepEqual(
    lines.map(({ runId, sequence }) => [runId, sequence]),
    [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ],
  );
  t.true(isIntact);
  t.is((await stat(journal.path)).mode & 0o777, 0o600);
  t.is((await stat(join(folder, 'state'))).mode & 0o777, 0o700);
});

const tamperings: readonly (readonly [string, (lines: string[]) => string[], JournalFlaw['kind']])[] = [
  ['a word changed', (lines) => lines.map((line) => line.replace('run b', 'run x')), 'altered'],
  ['a line taken out', (lines) => lines.toSpliced(1, 1), 'missing'],
  ['lines swapped', ([a = '', b = '', c = '']) => [b, a, c], 'missing'],
  ['a line put in', (lines) => lines.toSpliced(1, 0, lines[0] ?? ''), 'altered'],
  ['a line made unreadable', (lines) => lines.with(1, 'gone'), 'unreadable'],
  ['the last line taken out', (lines) => lines.slice(0, -1), 'truncated'],
  ['the last word changed', (lines) => lines.map((line) => line.replace('run c', 'run x')), 'altered'],
  ['everything taken out', () => [], 'truncated'],
];
for (const [title, change, kind] of tamperings) {
  test(`${title} is detected, and still is after the next write`, async (t) => {
    const { journal } = await journalIn(t);
    for (const runId of ['a', 'b', 'c']) await journal.record(draft(runId));
    await edit(journal.path, change);
    const before = await journal.check();
    t.true(
      before.flaws.some((flaw) => flaw.kind === kind),
      JSON.stringify(before.flaws),
    );
    t.false(before.isIntact);
    await journal.record(draft('d'));
    t.false((await journal.check()).isIntact);
  });
}

test('a line cut off by a crash is harmless, and the chain continues', async (t) => {
  const { journal } = await journalIn(t);
  await journal.record(draft('a'));
  await appendFile(journal.path, '{"sequence":2,"at":"20');
  t.deepEqual(await flawsOf(journal), ['torn']);
  await journal.record(draft('b'));
  const { lines, isIntact, flaws } = await journal.check();
  t.is(lines.length, 2);
  t.true(isIntact);
  t.deepEqual(flaws, [{ line: 2, kind: 'torn' }]);
});

test('a crash between the line and its head is repaired by the next write', async (t) => {
  const { journal, folder } = await journalIn(t);
  await journal.record(draft('a'));
  const head = await readFile(join(folder, 'state', 'journal.head'), 'utf8');
  await journal.record(draft('b'));
  await writeFile(join(folder, 'state', 'journal.head'), head);
  t.true((await journal.check()).isIntact);
  await journal.record(draft('c'));
  t.true((await journal.check()).isIntact);
  t.is((await journal.check()).lines.length, 3);
});

test('a zeroed file is not taken for a crash', async (t) => {
  const { journal } = await journalIn(t);
  await journal.record(draft('a'));
  await truncate(journal.path, 0);
  t.deepEqual(await flawsOf(journal), ['truncated']);
});

test('unfinished undertakings are found', async (t) => {
  const { journal } = await journalIn(t);
  await journal.record(draft('a', 'started'));
  await journal.record(draft('b', 'started'));
  await journal.record(draft('a'));
  t.deepEqual(
    (await journal.check()).unfinished.map(({ runId }) => runId),
    ['b'],
  );
});

test('a stray key or kubeconfig is not written', async (t) => {
  const { journal } = await journalIn(t);
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'MARKED'.repeat(40)}\n-----END RSA PRIVATE KEY-----`;
  await journal.record({ ...draft('a'), summary: pem, details: { data: 'MARKED'.repeat(50) } });
  t.notRegex(await readFile(journal.path, 'utf8'), /MARKED/);
  t.true((await journal.check()).isIntact);
});

test('concurrent writers lose nothing', async (t) => {
  const { journal, folder } = await journalIn(t);
  const script = `
    const { createJournal } = await import(${JSON.stringify(new URL('./journal-file.js', import.meta.url).href)});
    const { systemClock } = await import(${JSON.stringify(new URL('../machine/clock.js', import.meta.url).href)});
    const journal = createJournal({ folder: ${JSON.stringify(join(folder, 'state'))}, clock: systemClock, waitMs: 60000 });
    for (let i = 0; i < 15; i += 1) {
      await journal.record({ action: 'clean', phase: 'done', runId: process.pid + '-' + i, summary: 's' });
    }`;
  const writers = [1, 2, 3].map(() =>
    promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]),
  );
  await Promise.all(writers);
  const { lines, isIntact } = await journal.check();
  t.is(new Set(lines.map(({ runId }) => runId)).size, 45);
  t.true(isIntact);
});
