import test from 'ava';
import { AckringError } from '../words/errors.js';
import { comparedMembers, decodeDirectory, type KnownDirectory, readDirectory } from './directory.js';

const now = new Date('2026-11-30T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const member = (accountId: string) => ({ accountId, name: `name ${accountId}`, isBeingDeleted: false });
const left = (accountId: string, at: Date) => ({ accountId, name: `name ${accountId}`, at });

interface Row {
  readonly known: KnownDirectory | null;
  readonly listed: readonly string[];
  readonly joined: readonly string[];
  readonly leftSince: readonly string[];
  readonly left: readonly string[];
}

const nothing = { joined: [], leftSince: [], left: [] };
const rows: Readonly<Record<string, Row>> = {
  'the first list, in which nobody is new': { known: null, listed: ['1', '2'], ...nothing },
  'the same members': { known: { members: [member('1')], left: [] }, listed: ['1'], ...nothing },
  'one more': {
    known: { members: [member('1')], left: [] },
    listed: ['1', '2'],
    ...nothing,
    joined: ['2'],
  },
  'one less': {
    known: { members: [member('1'), member('2')], left: [] },
    listed: ['1'],
    ...nothing,
    leftSince: ['2'],
    left: ['2'],
  },
  'one that left within the month': {
    known: { members: [member('1')], left: [left('2', daysAgo(29.9))] },
    listed: ['1'],
    ...nothing,
    left: ['2'],
  },
  'one that left a month ago': {
    known: { members: [member('1')], left: [left('2', daysAgo(30))] },
    listed: ['1'],
    ...nothing,
  },
  'one that came back': {
    known: { members: [member('1')], left: [left('2', daysAgo(1))] },
    listed: ['1', '2'],
    ...nothing,
    joined: ['2'],
  },
};

for (const [title, { known, listed, ...expected }] of Object.entries(rows))
  test(`who joined and who left a directory: ${title}`, (t) => {
    const compared = comparedMembers(known, listed.map(member), now);
    const ids = (members: readonly { readonly accountId: string }[]) =>
      members.map(({ accountId }) => accountId);
    t.deepEqual(
      { joined: ids(compared.joined), leftSince: ids(compared.leftSince), left: ids(compared.left) },
      expected,
    );
  });

test('a kept directory is read as it was written, and anything else as none', (t) => {
  const kept = { members: [member('1'), { ...member('2'), isBeingDeleted: true }], left: [left('3', now)] };
  t.deepEqual(decodeDirectory(JSON.parse(JSON.stringify({ format: 1, ...kept }))), kept);
  for (const other of [null, 'text', { ...kept, format: 0 }, []]) t.is(decodeDirectory(other), null);
});

const refused = (code: 'Forbidden' | 'Cancelled') => new AckringError(code, 'x', { remedy: 'y' });
const format = 1;
for (const [what, kept, answer, isTold, expected] of [
  ['nothing was known', null, ['1'], false, { joined: [], error: null, isKept: true }],
  ['nobody is new', ['1'], ['1'], false, { joined: [], error: null, isKept: true }],
  ['somebody is new, and it is said', ['1'], ['1', '2'], true, { joined: ['2'], error: null, isKept: true }],
  [
    'somebody is new, and nobody says so',
    ['1'],
    ['1', '2'],
    false,
    { joined: ['2'], error: null, isKept: false },
  ],
  ['somebody left, and nobody says so', ['1', '2'], ['1'], false, { joined: [], error: null, isKept: false }],
  ['nobody answers', ['1'], 'Forbidden', true, { joined: [], error: 'Forbidden', isKept: false }],
  ['nobody ever answered', null, 'Forbidden', true, 'Forbidden'],
  ['it was cancelled', ['1'], 'Cancelled', true, 'Cancelled'],
] as const)
  test(`the members of an account where ${what}`, async (t) => {
    const written: unknown[] = [];
    const cache = {
      read: () => kept && { format, members: kept.map(member), left: [] },
      write: async (value: unknown) => {
        written.push(value);
        return null;
      },
    };
    const list = async () => {
      if (typeof answer === 'string') throw refused(answer);
      return answer.map(member);
    };
    const reading = readDirectory({ list, cache, now: () => now, isTold });
    if (typeof expected === 'string') {
      await t.throwsAsync(reading, { code: expected });
      return;
    }
    const { joined, error } = await reading;
    t.deepEqual(
      {
        joined: joined.map(({ accountId }) => accountId),
        error: error?.code ?? null,
        isKept: written.length > 0,
      },
      expected as never,
    );
  });
