import { type Emulator, startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { type Ackring, createAckring } from './run-ackring.js';
import { usageContract } from './usage-contracts.js';

const scenario: Scenario = {
  identities: [{ name: 'mei' }, { name: 'tom', state: 'Deleted' }],
  clusters: [
    {
      name: 'prod',
      holders: {
        ops: { daysLeft: 900, uses: [{ daysAgo: 1, address: '203.0.113.1' }] },
        mei: {
          daysLeft: 400,
          uses: [
            { daysAgo: 90, address: '203.0.113.7', verb: 'get', resource: 'secrets', namespace: 'web' },
            { daysAgo: 1, address: '198.51.100.9\u001b[31m', agent: 'curl/8.9\u0007' },
          ],
        },
        tom: { daysLeft: 100, lastSeenDaysAgo: 300 },
      },
    },
    { name: 'dark', auditLog: false, holders: { mei: { daysLeft: 10 } } },
    { name: 'short', audit: { retentionDays: 30 }, holders: { tom: { daysLeft: 10, lastSeenDaysAgo: 60 } } },
  ],
};

async function world(t: ExecutionContext): Promise<{ emulator: Emulator; ackring: Ackring }> {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

test('usage of one cluster reports who used it and who did not, under its contract', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['usage', 'prod', '--json']);
  t.is(run.code, 0, run.stderr);
  const rows = v.parse(usageContract, run.json());
  t.deepEqual(rows.map(({ identity, verdict, count }) => [identity, verdict, count]).toSorted(), [
    ['mei', 'used', 2],
    ['ops', 'used', 1],
    ['tom', 'unused', 0],
  ]);
  t.like(
    rows.find(({ identity }) => identity === 'tom'),
    { commonName: null, lastUsed: null, addresses: [] },
  );
});

for (const since of ['180d', '30d', '2d'])
  test(`a new address raises its alarm in the last ${since}`, async (t) => {
    const { ackring } = await world(t);
    const run = await ackring.runHere(['usage', 'prod', '--user', 'mei', '--since', since]);
    t.is(run.code, 0, run.stderr);
    t.regex(run.stdout, /^! +mei .* ! 198\.51\.100\.9/m);
    t.regex(run.stderr, /! an address that an old certificate is used from for the first time/);
  });

test('a cluster without an audit log is AuditOff if named, and leaves a fleet in part', async (t) => {
  const { ackring } = await world(t);
  const named = await ackring.runHere(['usage', 'dark', '--json']);
  t.is(named.code, 1);
  t.is(JSON.parse(named.stderr).error.code, 'AuditOff');
  const fleet = await ackring.runHere(['usage', '--json']);
  t.is(fleet.code, 7);
  t.regex(fleet.stderr, /AuditOff/);
  t.false(v.parse(usageContract, fleet.json()).some(({ cluster }) => cluster === 'dark'));
});

test('the sum of a fleet says of which time it is, and whom it leaves out', async (t) => {
  const { ackring } = await world(t);
  const fleet = await ackring.runHere(['usage']);
  t.is(fleet.code, 7);
  t.regex(
    fleet.stderr,
    /^in the last 180 d: 2 used \(●\), 1 unused \(·\), 1 not known \(\?\); not counted, for want of an audit log: who is in dark$/m,
  );
  const lately = await ackring.runHere(['usage', 'prod', '--since', '30d']);
  t.regex(lately.stderr, /^in the last 30 d: 2 used/m);
  t.notRegex(lately.stderr, /not counted/);
});

for (const [who, agents, isOwn] of [
  ['our own checks', ['ackring'], true],
  ['another program', ['ackring-like/2'], false],
  ['both', ['ackring', 'curl/8.9'], false],
  ['a program of no name', [''], false],
  ['our own checks and a program of no name', ['ackring', ''], false],
] as const) {
  test(`a new address that ${who} asked from is marked; the name ackring is told, and not believed`, async (t) => {
    const uses = [
      { daysAgo: 90, address: '203.0.113.7' },
      ...agents.map((agent) => ({ daysAgo: 1, address: '198.51.100.9', agent })),
    ];
    const holders = { mei: { daysLeft: 400, uses } };
    const emulator = await startEmulator({
      scenario: { identities: [{ name: 'mei' }], clusters: [{ name: 'prod', holders }] },
    });
    t.teardown(() => emulator.stop());
    const ackring = await createAckring(t, emulator);
    const run = await ackring.runHere(['usage', 'prod']);
    t.regex(run.stdout, /^! .*! 198\.51\.100\.9/m);
    t.is(/^from 198\.51\.100\.9 came only calls that call themselves/m.test(run.stderr), isOwn, run.stderr);
  });
}

test('a log shorter than requested calls nobody unused, and says how far it goes', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['usage', 'short']);
  t.is(run.code, 7);
  t.regex(run.stdout, /\? {2}tom \(deleted\).*not seen in (29|30) d/);
  t.regex(run.stderr, /short: its audit log goes back to \d{4}-\d\d-\d\d only/);
  const lately = await ackring.runHere(['usage', 'short', '--since', '20d']);
  t.is(lately.code, 0, lately.stderr);
  t.regex(lately.stdout, /· {2}tom \(deleted\).*unused for 20 d/);
});

test('people see a new address marked, and nothing that a log could do to a terminal', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['usage', 'prod', '--user', 'mei']);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stdout, /! 198\.51\.100\.9/);
  for (const control of ['\u0007', '\u001b']) t.false((run.stdout + run.stderr).includes(control));
});

test('what is no terminal is given every address, the new ones first', async (t) => {
  const addresses = ['198.51.100.24', '198.51.100.25', '203.0.113.7', '203.0.113.8'] as const;
  const uses = addresses.map((address, index) => ({ daysAgo: index < 2 ? 1 : 90 - index, address }));
  const holders = { mei: { daysLeft: 400, uses } };
  const emulator = await startEmulator({
    scenario: { identities: [{ name: 'mei' }], clusters: [{ name: 'prod', holders }] },
  });
  t.teardown(() => emulator.stop());
  const { stdout } = await (await createAckring(t, emulator)).runHere(['usage', 'prod']);
  for (const address of addresses) t.true(stdout.includes(address), stdout);
  t.regex(stdout, /! 198\S+ ! 198\S+ 203\S+ 203\S+/);
});

test('the least rights are manifests for what was done, and for one identity only', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['usage', 'prod', '--user', 'mei', '--rights']);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stdout, /kind: Role\n[\s\S]*namespace: web[\s\S]*- secrets\n {4}verbs:\n {6}- get/);
  t.is((await ackring.runHere(['usage', 'prod', '--rights'])).code, 2);
});
