import { execFile } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { type Clock, systemClock } from '../machine/clock.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import {
  type ChainHead,
  chainLine,
  checkJournal,
  createJournal,
  type JournalDraft,
  type JournalFile,
  type JournalFlaw,
} from './journal.js';
import { journalled, journalledFiles } from './journalled.js';

// The chain of a journal, and what is detected for every way to break it.

const at = new Date('2027-03-01T04:00:00Z');
const first: ChainHead = checkJournal('', null).head;

function written(drafts: readonly Partial<JournalDraft>[]) {
  const texts: string[] = [];
  const heads: ChainHead[] = [first];
  for (const [index, change] of drafts.entries()) {
    const draft: JournalDraft = {
      action: 'clean',
      phase: 'done',
      runId: `r${index}`,
      summary: '',
      ...change,
    };
    const { text, head } = chainLine(heads.at(-1) ?? first, draft, at);
    texts.push(text);
    heads.push(head);
  }
  return { texts, heads, content: (lines = texts) => lines.map((line) => `${line}\n`).join('') };
}

const { texts, heads, content } = written([{}, {}, {}, {}]);
const [a = '', b = '', c = '', d = ''] = texts;
const end = heads.at(-1) ?? first;

const broken: [
  what: string,
  text: string,
  anchor: ChainHead | null,
  flaws: readonly string[],
  isIntact: boolean,
][] = [
  ['nothing', '', null, [], true],
  ['whole', content(), end, [], true],
  ['complete, without its last line break', content().trimEnd(), end, [], true],
  ['further on than its head, which was not kept', content(), heads[2] ?? null, [], true],
  [
    'a line that was torn, and the next one written after it',
    content([a, b, c.slice(0, 20), c, d]),
    end,
    ['3 torn'],
    true,
  ],
  ['its last line torn', content([a, b, c]) + d.slice(0, 20), null, ['4 torn'], true],
  [
    'its last line torn, by the head that was kept',
    content([a, b, c]) + d.slice(0, 20),
    end,
    ['4 torn', '5 truncated'],
    false,
  ],
  ['a line changed', content([a, b.replace('r1', 'r9'), c, d]), end, ['3 altered'], false],
  ['its last line changed', content([a, b, c, d.replace('r3', 'r9')]), end, ['4 altered'], false],
  ['a line left out', content([a, c, d]), end, ['2 missing'], false],
  ['its first line left out', content([b, c, d]), end, ['1 missing'], false],
  ['its end cut off', content([a, b]), end, ['3 truncated'], false],
  ['all of it cut off', '', end, ['1 truncated'], false],
  ['a line twice', content([a, b, b, c, d]), end, ['3 altered'], false],
  ['a line that cannot be read in its place', content([a, 'x', c, d]), end, ['2 unreadable'], false],
  [
    'a line of another form in its place',
    content([a, '{"sequence": 2}', c, d]),
    end,
    ['2 unreadable'],
    false,
  ],
  ['two lines that cannot be read', content([a, 'x', 'y', b, c, d]), end, ['3 torn'], true],
];

for (const [what, text, anchor, flaws, isIntact] of broken) {
  test(`a journal that is ${what}: ${flaws.join(', ') || 'no flaw'}`, (t) => {
    const check = checkJournal(text, anchor);
    t.deepEqual(
      check.flaws.map(({ line, kind }) => `${line} ${kind}`),
      [...flaws],
    );
    t.is(check.isIntact, isIntact);
  });
}

test('lines are numbered, and each names the one before it', (t) => {
  const { lines, head } = checkJournal(content(), null);
  t.deepEqual(
    lines.map(({ sequence }) => sequence),
    [1, 2, 3, 4],
  );
  t.deepEqual(lines[0]?.at, at);
  t.deepEqual(head, end);
  t.is(new Set(lines.map(({ previous }) => previous)).size, 4);
});

test('undertakings that were begun and never ended are reported; the end of a part ends nothing', (t) => {
  const run = written([
    { phase: 'started', runId: 'done' },
    { phase: 'started', runId: 'killed' },
    { phase: 'started', runId: 'half' },
    { phase: 'done', runId: 'half', details: { part: true } },
    { phase: 'failed', runId: 'done' },
    { phase: 'refused', runId: 'alone' },
  ]);
  t.deepEqual(
    checkJournal(run.content(), null).unfinished.map(({ runId }) => runId),
    ['killed', 'half'],
  );
});

test('a stray secret is removed', (t) => {
  const pem = '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----';
  const text = (details: Record<string, string>) =>
    chainLine(first, { action: 'clean', phase: 'done', runId: 'r', summary: '', details }, at).text;
  t.notRegex(text({ key: pem }), /AAAA|PRIVATE/);
  t.notRegex(text({ key: pem.slice(0, 40) }), /PRIVATE KEY/);
  t.notRegex(text({ key: 'A'.repeat(200) }), /AAA/);
  t.regex(text({ key: 'A'.repeat(199) }), /A{199}/);
  t.truthy(JSON.parse(text({ key: pem, other: 'B'.repeat(300) })));
});

const change = { action: 'clean', runId: 'r', summary: 'remove', details: { uid: '1' } };

/** A journal that takes as many records as `most`, and what it took. */
function lastingFor(most: number) {
  const drafts: JournalDraft[] = [];
  const record = async (draft: JournalDraft): Promise<void> => {
    if (drafts.length === most) throw new AckringError('FileUnwritable', 'full', { remedy: 'x' });
    drafts.push(draft);
  };
  return { drafts, record };
}

test('a change is recorded before it begins, and how it ended', async (t) => {
  const journal = lastingFor(2);
  const result = await journalled(
    journal,
    change,
    async () => journal.drafts.length,
    (count) => ({ details: { count } }),
  );
  t.is(result, 1);
  t.deepEqual(journal.drafts, [
    { ...change, phase: 'started' },
    { ...change, phase: 'done', details: { count: 1 } },
  ]);
});

test('a change that fails is recorded with its reason, and fails', async (t) => {
  const journal = lastingFor(2);
  const failure = new AckringError('Throttled', 'slow down', { remedy: 'x' });
  t.is(await t.throwsAsync(journalled(journal, change, () => Promise.reject(failure))), failure);
  t.deepEqual(journal.drafts[1], { ...change, phase: 'failed', details: { uid: '1', error: 'Throttled' } });
});

test('without a record of its start nothing is changed; without one of its end it stays done', async (t) => {
  let changes = 0;
  const work = async (): Promise<number> => (changes += 1);
  await t.throwsAsync(journalled(lastingFor(0), change, work), { code: 'FileUnwritable' });
  t.is(changes, 0);
  t.is(await journalled(lastingFor(1), change, work), 1);
});

async function journalIn(t: ExecutionContext): Promise<{ journal: JournalFile; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-journal-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return { folder, journal: createJournal({ folder: join(folder, 'state'), clock: systemClock }) };
}

test('whoever finds a journal locked waits five seconds, and no longer', async (t) => {
  const { folder, journal } = await journalIn(t);
  await journal.record(draft('a'));
  await writeFile(`${journal.path}.lock`, '');
  const pauses: number[] = [];
  const clock: Clock = { now: () => at, sleep: async (ms) => void pauses.push(ms) };
  const other = createJournal({ folder: join(folder, 'state'), clock });
  await t.throwsAsync(other.record(draft('b')), { code: 'FileLocked' });
  const waitedMs = pauses.reduce((sum, ms) => sum + ms, 0);
  t.true(waitedMs >= 5_000 && waitedMs < 6_000, String(waitedMs));
});

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
  await writeFile(elsewhere, 'precious\n');
  await chmod(elsewhere, 0o644);
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
    const { createJournal } = await import(${JSON.stringify(new URL('./journal.js', import.meta.url).href)});
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

for (const [what, edited, undone, summaries] of [
  ['as they say', { summary: 'renamed a to b' }, { said: 'took back a' }, ['renamed a to b', 'took back a']],
  ['that do not say what they did', {}, {}, [say('changed'), 'renamed a to b']],
] as const)
  test(`a write of a file and its undo are recorded: ${what}`, async (t) => {
    const drafts: JournalDraft[] = [];
    const record = async (draft: JournalDraft) => drafts.push(draft);
    const inner = {
      edit: async (file: string) => ({ file, isChanged: file === 'f' }),
      undo: async (file: string) => ({ files: [file], summary: 'renamed a to b', ...undone }),
    };
    const files = journalledFiles(inner as never, async () => ({ record }) as never);
    for (const file of ['f', 'same']) await files.edit(file, () => null, edited);
    await files.undo('f');
    t.deepEqual(
      drafts.map(({ action, summary, details }) => [action, summary, details]),
      ['write', 'undo'].map((action, at) => [action, summaries[at], { file: 'f' }]),
    );
  });
