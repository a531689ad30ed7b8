import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rightUntil } from '@ackring/testkit/ending-right';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../machine/clock.js';
import { hasEndedRights } from './due.js';
import {
  type EndingRight,
  endingAfter,
  endingFacts,
  isSameRight,
  rightState,
  withObserved,
} from './ending-right.js';
import { endingRights } from './ending-rights.js';

const at = (time: string): Date => new Date(`2027-03-01T${time}:00Z`);

const right = rightUntil(at('12:00'), at('10:00'));
const over = { how: 'takenBack', at: at('12:01') } as const;

async function place(t: ExecutionContext) {
  const stateFolder = await mkdtemp(join(tmpdir(), 'ackring-rights-'));
  t.teardown(() => rm(stateFolder, { recursive: true, force: true }));
  const folder = join(stateFolder, 'rights');
  return { stateFolder, folder, rights: endingRights(stateFolder, systemClock) };
}

test('a right comes back as it was kept, in a file for nobody else, and is due from its end until it is over', async (t) => {
  const { stateFolder, folder, rights } = await place(t);
  t.false(hasEndedRights(stateFolder, at('13:00')));
  await rights.keep(right);
  t.deepEqual(await rights.all(), { rights: [right], errors: [] });
  const [name = ''] = await readdir(folder);
  t.is((await stat(join(folder, name))).mode & 0o777, 0o600);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  t.false(hasEndedRights(stateFolder, at('11:59')));
  t.true(hasEndedRights(stateFolder, at('12:00')));
  const ended = { ...right, over, until: new Date(Date.now() - 1_000) };
  await rights.keep({ ...ended, over: null });
  await rights.keep(ended);
  await rights.keep({ ...right, over });
  t.false(hasEndedRights(stateFolder, new Date()));
});

test('of a run that was killed between its two writes the later counts', async (t) => {
  const { stateFolder, rights } = await place(t);
  const until = new Date(Date.now() - 60_000);
  await rights.keep({ ...right, until, over });
  await rights.keep({ ...right, until });
  t.deepEqual((await rights.all()).rights, [{ ...right, until, over }]);
  t.false(hasEndedRights(stateFolder, new Date()));
});

test('what is over is kept for 90 days', async (t) => {
  const { folder, rights } = await place(t);
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  await rights.keep({ ...right, id: '00000001', until: daysAgo(91) });
  await rights.keep({ ...right, id: '00000002', until: daysAgo(91), over });
  await rights.keep({ ...right, id: '00000003', until: daysAgo(89), over });
  const ids = (await rights.all()).rights.map(({ id }) => id);
  t.deepEqual(ids, ['00000001', '00000003'], 'what is not over stays however old');
  t.is((await readdir(folder)).length, 2);
});

test('what is over is never left without saying so, killed in the middle of forgetting it', async (t) => {
  const { folder, rights } = await place(t);
  const until = new Date(Date.now() - 91 * 86_400_000);
  const old = { ...right, id: '00000002', until };
  await rights.keep({ ...old, over });
  // As a run left it that was killed between its two writes; as a folder it cannot be removed.
  await mkdir(join(folder, `${until.getTime()}.00000002.json`));
  await writeFile(join(folder, `${until.getTime()}.00000002.over.json`), JSON.stringify({ ...old, over }));
  await t.throwsAsync(rights.keep({ ...right, id: '00000003', over }), { code: 'FileUnwritable' });
  t.true((await readdir(folder)).includes(`${until.getTime()}.00000002.over.json`));
});

test('rights stand by their ends', async (t) => {
  const { rights } = await place(t);
  const ends = ['12:00', '10:00', '11:00', '13:00'].map(at);
  for (const [nth, until] of ends.entries()) await rights.keep({ ...right, id: `0000000${nth}`, until });
  t.deepEqual(
    (await rights.all()).rights.map(({ id }) => id.at(-1)),
    ['1', '2', '0', '3'],
  );
});

test('what is no record, or went meanwhile, is neither a right nor an error', async (t) => {
  const { stateFolder, folder, rights } = await place(t);
  await rights.keep(right);
  await writeFile(join(folder, 'copy of a record.json'), JSON.stringify(right));
  await symlink('nowhere', join(folder, '1.ffffffff.json'));
  t.deepEqual(await rights.all(), { rights: [right], errors: [] });
  await rm(join(folder, '1.ffffffff.json'));
  t.false(hasEndedRights(stateFolder, at('11:59')));
});

test('one run at a time is at them, and another is refused without waiting', async (t) => {
  const { stateFolder } = await place(t);
  const { alone } = endingRights(stateFolder, { ...systemClock, sleep: async () => t.fail() });
  await alone(
    async () =>
      void (await t.throwsAsync(
        alone(async () => {}),
        { code: 'FileLocked' },
      )),
  );
  t.is(await alone(async () => 'after it'), 'after it');
});

const forgeries: readonly (readonly [what: string, forge: (text: string) => string])[] = [
  ['that is cut off', (text) => text.slice(0, 90)],
  ['with a member more', (text) => text.replace('{', '{"force": true,')],
  ['of another right', (text) => text.replace('0123abcd', '0123abce')],
  ['for an account that is none', (text) => text.replace('1234567890123456', '../..')],
  ['that leads to another host', (text) => text.replace('cn-hangzhou', 'evil.example/')],
  ['that leads to another path', (text) => text.replace('"c1"', '"../users"')],
  ['of a role that can be none', (text) => text.replace('"dev"', '"dev/../admin"')],
  ['of a role without a name', (text) => text.replace('"dev"', '""')],
  ['for somebody without a name', (text) => text.replace('"mei"', '""')],
  ['with a text that is too long', (text) => text.replace('"INC-1"', JSON.stringify('x'.repeat(513)))],
  ['that is too large', (text) => text.padEnd(65_537)],
  ['without an end', (text) => text.replace('2027-03-01T12:00:00.000Z', 'never')],
];
for (const [what, forge] of forgeries) {
  test(`a record ${what} is refused and named, and the others are used`, async (t) => {
    const { folder, rights } = await place(t);
    await rights.keep(right);
    const [name = ''] = await readdir(folder);
    const other = { ...right, id: 'ffffffff' };
    await rights.keep(other);
    const file = join(folder, name);
    await writeFile(file, forge(await readFile(file, 'utf8')));
    const { rights: used, errors } = await rights.all();
    t.deepEqual(used, [other]);
    t.deepEqual(
      errors.map(({ code, message }) => [code, message.includes(name)]),
      [['FileUnreadable', true]],
    );
  });
}

test('a record with the longest text, in the largest file, is one', async (t) => {
  const { folder, rights } = await place(t);
  const long = { ...right, reason: 'x'.repeat(512) };
  await rights.keep(long);
  const [name = ''] = await readdir(folder);
  await writeFile(join(folder, name), (await readFile(join(folder, name), 'utf8')).padEnd(65_536));
  t.deepEqual(await rights.all(), { rights: [long], errors: [] });
});

test('what could not be read again is not kept', async (t) => {
  const { folder, rights } = await place(t);
  for (const strange of [
    { cluster: { ...right.cluster, id: '../c1' } },
    { cluster: { ...right.cluster, region: 'evil.example/' } },
    { identity: { uid: '../2', name: 'mei' } },
    { identity: { uid: '2', name: '' } },
  ])
    t.like(await t.throwsAsync(rights.keep({ ...right, ...strange })), { code: 'ResponseUnreadable' });
  t.deepEqual(await readdir(folder).catch(() => []), []);
});

const minute = 60_000;
const lengths: readonly (readonly [lengthMs: number, isTaken: boolean])[] = [
  [5 * minute - 1, false],
  [5 * minute, true],
  [30 * 1_440 * minute, true],
  [30 * 1_440 * minute + 1, false],
  [Number.NaN, false],
];
for (const [lengthMs, isTaken] of lengths) {
  test(`to end after ${lengthMs} ms is ${isTaken ? 'taken' : 'refused'}`, (t) => {
    const ask = () => endingAfter(lengthMs, 'INC-1');
    if (isTaken) t.deepEqual(ask(), { lengthMs, reason: 'INC-1' });
    else t.like(t.throws(ask), { code: 'UsageInvalid' });
  });
}

test('a reason is one line that anybody may read', (t) => {
  const told = (reason: string) => endingAfter(5 * minute, reason).reason;
  t.is(told('  INC-1\u001b[2J\n'), 'INC-1\\x1b[2J');
  t.notRegex(told('use LTAI5tAbcdefghijklmnop'), /LTAI/);
  t.is(told('x'.repeat(200)).length, 200);
  for (const [reason, message] of [
    ['', /needs a reason/],
    [' \n', /needs a reason/],
    ['x'.repeat(201), /200 characters at most/],
  ] as const)
    t.throws(() => told(reason), { code: 'UsageInvalid', message });
});

const states: readonly (readonly [Partial<EndingRight>, state: string, asOf: string])[] = [
  [{}, 'intended', '10:00'],
  [{ answeredAt: at('10:01') }, 'unknown', '10:01'],
  [{ answeredAt: at('10:01'), seenAt: at('10:02') }, 'given', '10:02'],
  [{ seenAt: at('10:02'), takingAt: at('12:00') }, 'unknown', '12:00'],
  [{ seenAt: at('10:02'), takingAt: at('12:00'), over }, 'takenBack', '12:01'],
];
for (const [known, state, asOf] of states) {
  test(`with ${Object.keys(known).join(', ') || 'nothing seen'} a right is ${state}, as of then`, (t) => {
    t.deepEqual(rightState({ ...right, ...known }), { state, asOf: at(asOf) } as never);
  });
}

const sight = { answeredAt: at('10:01'), seenAt: at('10:02'), takingAt: at('12:00') };
const later = { answeredAt: at('11:01'), seenAt: at('11:02'), takingAt: at('13:00') };
const observed: readonly (readonly [
  what: string,
  own: Partial<EndingRight>,
  elsewhere: Partial<EndingRight> | null,
  known: Partial<EndingRight>,
])[] = [
  ['no other keeper', sight, null, sight],
  ['another keeper that saw nothing', sight, {}, sight],
  ['another keeper that saw it all', {}, sight, sight],
  ['two that saw it: its own', sight, later, sight],
  ['another keeper for which it is over: asked to go then', {}, { over }, { takingAt: over.at }],
  ['another keeper that took it', {}, { takingAt: at('12:00'), over }, { takingAt: at('12:00') }],
];
for (const [what, own, elsewhere, known] of observed)
  test(`what is known of a right with ${what}`, (t) => {
    const other = elsewhere === null ? null : { ...right, ...elsewhere };
    t.deepEqual(withObserved({ ...right, ...own }, other), { ...right, ...known });
  });

const others: readonly (readonly [what: string, change: Partial<EndingRight>, isSame: boolean])[] = [
  ['record', { id: '11111111', by: '3', until: at('14:00'), isRamRole: true }, true],
  ['identity', { identity: { uid: '3', name: 'mei' } }, false],
  ['cluster', { cluster: { ...right.cluster, id: 'c2' } }, false],
  ['role', { role: { ...right.role, name: 'ops' } }, false],
  ['namespace', { role: { ...right.role, namespace: null } }, false],
];
for (const [what, change, isSame] of others)
  test(`a right of another ${what} is ${isSame ? 'the same' : 'another'}`, (t) => {
    t.is(isSameRight(right, { ...right, ...change }), isSame);
  });

test('the journal keeps who asked for a right, where somebody had to', (t) => {
  const facts = { right: right.id, until: '2027-03-01T12:00:00.000Z', reason: 'INC-1', by: right.by };
  t.deepEqual(endingFacts(right), facts);
  const request = { id: 'abc', by: '4', at: at('09:00') };
  t.deepEqual(endingFacts({ ...right, request }), { ...facts, request: 'abc', askedBy: '4' });
});
