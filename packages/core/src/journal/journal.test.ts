import test from 'ava';
import { AckringError } from '../words/errors.js';
import { type ChainHead, chainLine, checkJournal, type JournalDraft } from './journal.js';
import { journalled } from './journalled.js';

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
