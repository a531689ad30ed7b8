import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import type { JournalLine } from '../journal/journal.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { dayMs } from '../words/duration.js';
import type { Identity } from '../words/identity.js';
import { createWorld } from '../world.js';
import { knownBeginnings, withBeginnings } from './beginnings.js';

const now = new Date('2026-11-24T00:00:00Z');
const at = (days: number) => new Date(now.getTime() + days * dayMs);

const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' };
const identity: Identity = { uid: '42', name: 'ci', type: 'user', state: 'active' };
const state = (notAfter: Date | null) => ({ cluster, identity, notAfter });

function line(days: number, change: Partial<JournalLine> & Pick<JournalLine, 'action'>): JournalLine {
  const shared = { phase: 'done', runId: 'r', summary: '', sequence: 1, previous: '' } as const;
  return { ...shared, at: at(days), ...change };
}

function life(days: number, lifeDays: number, more: JournalLine['details'] = {}): JournalLine {
  const details = { clusterId: 'c1', region: 'cn-hangzhou', uid: '42', hours: lifeDays * 24, notAfter: null };
  return line(days, { action: 'life', details: { ...details, ...more } });
}

const revoke = (days: number) => line(days, { action: 'revoke', details: { clusterId: 'c1', uid: '42' } });

const minutesAfter = (days: number, minutes: number) => days + minutes / 1440;
/** Set while a certificate was in force that ended so many milliseconds later than that of the row. */
const exceptFor = (ms: number) => life(-40, 30, { notAfter: new Date(at(20).getTime() + ms).toISOString() });

const lives: readonly [
  what: string,
  lines: readonly JournalLine[],
  endsIn: number,
  beganAt: number | null,
][] = [
  ['was never set', [], 20, null],
  ['is of 30 d, of a certificate issued since', [life(-40, 30)], 20, -10],
  ['is of 1 d', [life(-40, 1)], 0.5, -0.5],
  ['was set after the certificate was issued', [life(-5, 30)], 20, null],
  [
    'was set before, but that certificate stayed',
    [life(-15, 30, { notAfter: at(20).toISOString() })],
    20,
    null,
  ],
  ['cannot be it: the certificate ends in three years', [life(-40, 30)], 1090, null],
  ['was set twice, the first then in force', [life(-100, 90), life(-20, 30)], 50, -40],
  ['was set twice, the second then in force', [life(-100, 90), life(-20, 30)], 25, -5],
  ['was reset by a revoke before it was issued', [life(-40, 30), revoke(-20)], 20, null],
  ['was reset by a revoke after it was issued', [life(-40, 30), revoke(-2)], 20, -10],
  ['was asked for in vain', [{ ...life(-40, 30), phase: 'failed' }], 20, null],
  ['is of somebody else', [life(-40, 30, { uid: '43' })], 20, null],
  ['is of another cluster', [life(-40, 30, { clusterId: 'c2' })], 20, null],
  ['was set by a clock that is years ahead', [life(900, 30)], 20, null],
  ['stands in the line of another action', [{ ...life(-40, 30), action: 'clean' }], 20, null],
  ['is no number', [life(-40, 30, { hours: 'long' })], 20, null],
  [
    'was set a little later by our clock',
    [life(-40, 30)],
    minutesAfter(-10, -14.9),
    minutesAfter(-40, -14.9),
  ],
  ['was set later by any clock', [life(-40, 30)], minutesAfter(-10, -15.1), null],
  [
    'was reset a little before, by our clock',
    [life(-40, 30), revoke(-20)],
    minutesAfter(10, 14.9),
    minutesAfter(-20, 14.9),
  ],
  ['was reset before, by any clock', [life(-40, 30), revoke(-20)], minutesAfter(10, 15.1), null],
  ['stayed by an end of the same second', [exceptFor(999)], 20, null],
  ['is of another second', [exceptFor(1000)], 20, -10],
  ['has an end that is no instant', [life(-40, 30, { notAfter: 'never' })], 20, -10],
];
for (const [what, lines, endsIn, beganAt] of lives) {
  test(`a life that ${what}`, (t) => {
    const found = knownBeginnings([], lines, now)(state(at(endsIn)));
    t.deepEqual(found, beganAt === null ? null : at(beganAt));
  });
}

function held(uid: string, from: Date, to: Date): Pick<ContextEntry, 'ack' | 'credential'> {
  const subject = { organizations: [], commonName: `${uid}-1` };
  const facts = { subject, uid, issuedAt: null, serial: '1', sha256: '1', notBefore: from, notAfter: to };
  const ack = { clusterId: 'c1', region: null, access: null, identity: null, source: 'owned' } as const;
  return { ack, credential: { kind: 'certificate', ...facts } };
}

test('a certificate in a file of this machine says it, whatever the journal says', (t) => {
  const end = new Date(at(20).getTime() + 400);
  const known = knownBeginnings([held('42', at(-70), end)], [life(-40, 30)], now);
  t.deepEqual(known(state(at(20))), at(-70));
  t.deepEqual(known(state(at(21))), at(-9));
  t.is(known({ ...state(at(20)), cluster: { ...cluster, id: 'c9' } }), null);
  t.is(known(state(null)), null);
  for (const from of [at(20), at(30)])
    t.is(knownBeginnings([held('42', from, at(20))], [], now)(state(at(20))), null);
  const other = { ...held('42', at(-70), at(20)), ack: null };
  t.is(knownBeginnings([other, { ...other, credential: { kind: 'token' } }], [], now)(state(at(20))), null);
});

test("the account root's certificates may name kubernetes-admin", (t) => {
  const known = knownBeginnings([held('kubernetes-admin', at(-70), at(20))], [], now);
  const root: Identity = { ...identity, uid: '1', type: 'root' };
  t.deepEqual(known({ ...state(at(20)), identity: root }), at(-70));
  t.is(known(state(at(20))), null);
});

test('states are told the beginning where it is known, and stay as they are elsewhere', (t) => {
  const rest = { certificateState: 'unexpired', revokable: true, cloudService: null } as const;
  const one = { ...state(at(20)), ...rest };
  const [told] = withBeginnings([one], () => at(-10));
  t.deepEqual(told, { ...one, notBefore: at(-10) });
  t.deepEqual(
    withBeginnings([one], () => null),
    [one],
  );
});

test('a life that was set here is that of the next certificate, in every list and without its file', async (t) => {
  const { emulator, open, home, kubeconfig } = await worldPlace(t, createWorld, {
    scenario: {
      identities: [{ name: 'mei' }],
      clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: null } } }],
    },
    sharedKeys: 2,
  });
  const as = (name: string) => {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[name] ?? {};
    return open(
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    );
  };
  const root = as('root');
  const user = emulator.identities['mei']?.uid ?? '';
  const asked = { user, hours: 30 * 24, cluster: () => root.findCluster('prod') };
  await root.granting.applyLife(await root.granting.planLife(asked), { confirm: 'prod' });
  const mei = as('mei');
  const plan = await mei.planAcquire({
    ...{ cluster: await mei.findCluster('prod'), durationMinutes: null, access: 'auto', contextName: null },
    ...{ destination: { kind: 'merge', file: null }, use: false, verify: true },
  });
  await mei.acquire(plan);
  for (const isFileThere of [true, false]) {
    if (!isFileThere) await rm(kubeconfig);
    const listed = await all(root.scanHolders([await root.findCluster('prod')]));
    const states = listed.flatMap((event) => (event.kind === 'states' ? event.states : []));
    const found = states.find((each) => each.identity.name === 'mei');
    const began = found?.notBefore?.getTime() ?? 0;
    t.true(Math.abs((found?.notAfter?.getTime() ?? 0) - began - 30 * dayMs) < 15 * 60_000);
    const audited = await all(root.incident.audit([await root.findCluster('prod')]));
    const rows = audited.flatMap((event) => (event.kind === 'rows' ? event.rows : []));
    t.is(rows.find((row) => row.identity.name === 'mei')?.status, 'fresh');
    t.is(states.find((each) => each.identity.name === 'ops')?.notBefore, undefined);
  }
  const journal = join(home, 'state', 'journal.jsonl');
  await writeFile(journal, (await readFile(journal, 'utf8')).replaceAll('let the next', 'LET the next'));
  const [event] = await all(root.scanHolders([await root.findCluster('prod')]));
  const states = event?.kind === 'states' ? event.states : [];
  t.deepEqual(
    states.map(({ notBefore }) => notBefore),
    states.map(() => undefined),
    'a journal that was altered is believed in nothing',
  );
});
