import { all, worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { createWorld, type World } from '../world.js';
import { ackService } from './ack/operations.js';
import { type PersonPolicyName, personPolicy, personPolicyNames } from './ram.js';

// What a person does, on an embedded cloud that enforces RAM, with exactly the policies that are printed for it.

/** The policies that each adds to. */
const together: Readonly<Record<PersonPolicyName, readonly PersonPolicyName[]>> = {
  person: ['person'],
  fleet: ['person', 'fleet'],
  incident: ['person', 'fleet', 'incident'],
  granting: ['person', 'fleet', 'granting'],
};

/** The account root alone may call them: no policy grants them. */
const rootOnly = ['DescribeSubaccountK8sClusterUserConfig', 'UpdateK8sClusterUserConfigExpire'];

type Does = (world: World) => Promise<unknown>;

const acquire =
  (name: string, more: object = {}): Does =>
  async (world) => {
    const plan = await world.planAcquire({
      cluster: await world.findCluster(name),
      durationMinutes: 60,
      access: 'auto',
      destination: { kind: 'merge', file: null },
      contextName: null,
      use: false,
      verify: true,
      ...more,
    });
    return world.acquire(plan);
  };

/** What is told needs rights as well. */
function refused(does: Does, because: RegExp): Does {
  return async (world) => {
    const error = await does(world).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AckringError) || !because.test(error.message)) throw error;
  };
}

const verifyAll: Does = async (world) => all(world.verify((await world.contexts()).entries));

const capabilities: Readonly<Record<PersonPolicyName, Readonly<Record<string, Does>>>> = {
  person: {
    'listing and describing the fleet': async (world) => {
      const events = await all(world.scanFleet());
      const clusters = events.flatMap((event) => (event.kind === 'clusters' ? event.clusters : []));
      return all(world.describeClusters(clusters));
    },
    'fetching, merging and verifying': acquire('prod'),
    'a long-term one': acquire('prod', { durationMinutes: null, contextName: 'long' }),
    'a token, and why a cluster does not take it': refused(
      acquire('prod', { plugIn: 'token', contextName: 'token' }),
      /lacks the add-on/,
    ),
    'one where all rights are in a namespace': acquire('edge'),
    'verifying everything': verifyAll,
    renewing: async (world) => all(world.renew([])),
    'whether a cluster takes tokens': async (world) => {
      const { authenticator } = await world.tokenReadiness(await world.findCluster('far'));
      if (authenticator.kind === 'unknown') throw authenticator.error;
    },
  },
  fleet: {
    'who holds what': async (world) => {
      const clusters = await fleetOf(world);
      await all(world.scanHolders(clusters));
      return all(world.incident.audit(clusters));
    },
    'who used what': async (world) => {
      for (const event of await all(world.usage(await fleetOf(world)))) {
        if (event.kind === 'failed') throw event.error;
        if (event.holdersUnread !== null) throw event.holdersUnread;
      }
    },
    'whether a key that was found still works': async (world) => {
      const [file = ''] = (await world.contexts()).files;
      const leaks = (await all(world.incident.searchLeaks(file))).flatMap((event) =>
        event.kind === 'leak' ? [event.leak] : [],
      );
      return all(world.incident.investigateLeaks(leaks, { probe: false }));
    },
    'a plan of the rotation': async (world) => {
      const { failures } = await world.rotation.plan({
        configuration: await world.rotation.configuration(null),
      });
      for (const { error } of failures) throw new Error(error.message);
    },
  },
  incident: {
    'how far everybody is on the way to tokens': async (world) => {
      const { steps, unseen } = await world.migration.plan({ users: null, clusters: [], quietDays: null });
      for (const { error } of unseen) throw error;
      for (const { error } of steps) if (error !== null) throw error;
    },
    'cleaning in one cluster, and in several at once': async (world) => {
      for (const clusters of [['prod'], ['edge', 'far']]) {
        const ids = await Promise.all(clusters.map(async (name) => (await world.findCluster(name)).id));
        const plan = await world.incident.planClean({ users: ['leaver'], clusters: ids });
        const { outcomes } = await world.incident.applyClean(plan, {
          confirm: 'leaver',
          force: false,
          confirmForce: null,
        });
        for (const { result } of outcomes) if (result !== 'removed') throw new Error(result);
      }
    },
    'mending the names of a certificate': async (world) => {
      const cluster = await world.findCluster('prod');
      const plan = await world.incident.planSan(cluster, { names: ['added.example'] });
      return world.incident.applySan(plan, { confirm: 'prod' });
    },
    'revoking one’s own': async (world) => {
      const plan = await world.incident.planRevoke(await world.findCluster('prod'));
      return world.incident.applyRevoke(plan, { confirm: 'prod' });
    },
  },
  granting: {
    'giving a role and taking it back': async (world) => {
      const cluster = await world.findCluster('prod');
      const role = { name: 'dev', isCustom: false, namespace: 'default' };
      for (const direction of ['give', 'take'] as const) {
        const plan = await world.granting.planGrant({ direction, user: 'mei', cluster, role });
        await world.granting.applyGrant(plan, { confirm: 'mei' });
      }
    },
  },
};

async function fleetOf(world: World) {
  const events = await all(world.scanFleet());
  return events.flatMap((event) => (event.kind === 'clusters' ? event.clusters : []));
}

test('each capability is allowed by the policies printed for it, and they allow nothing that none calls', async (t) => {
  const holders = {
    ...Object.fromEntries(personPolicyNames.map((name) => [name, { daysLeft: 100 }])),
    leaver: { daysLeft: 500, lastSeenDaysAgo: 90 },
    mei: { daysLeft: 500 },
  };
  const narrow = { daysLeft: 900, roles: ['dev@web'] };
  const { emulator, open } = await worldPlace(t, createWorld, {
    scenario: {
      identities: [
        ...personPolicyNames.map((name) => ({
          name,
          policies: together[name].map((each) => personPolicy(each)),
        })),
        { name: 'leaver' },
        { name: 'mei' },
      ],
      clusters: [
        { name: 'prod', holders },
        { name: 'edge', holders: { ...holders, person: narrow } },
        { name: 'far', addons: ['ack-ram-authenticator'], holders },
      ],
    },
    sharedKeys: 4,
  });
  const called = new Map<PersonPolicyName, Set<string>>();
  for (const name of personPolicyNames) {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[name] ?? {};
    const world = open(
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    );
    const operations = new Set<string>();
    for (const [what, does] of Object.entries(capabilities[name])) {
      emulator.requests.clear();
      await does(world).catch((error: unknown) => {
        t.fail(`${name}: ${what}: ${error instanceof AckringError ? error.message : String(error)}`);
      });
      for (const { service, operation, status } of emulator.requests.all()) {
        if (service !== 'cs' && service !== 'sls') continue;
        t.not(status, 403, `${name}: ${what}: ${operation}`);
        t.not(status, 401, `${name}: ${what}: ${operation}`);
        operations.add(operation);
      }
    }
    called.set(name, operations);
  }
  const everything = new Set([...called.values()].flatMap((each) => [...each]));
  const uncalled = Object.keys(ackService.operations).filter((name) => !everything.has(name));
  t.deepEqual(uncalled.toSorted(), rootOnly, 'a capability is missing above');
  for (const [name, operations] of called) {
    const actions = personPolicy(name).Statement.flatMap(({ Action }) => Action);
    t.deepEqual(
      actions.filter((action) => !isUsed(action, operations)),
      [],
      name,
    );
  }
});

/** Listing holders needs both of RAM's; the vendor's page calls one action otherwise than its tool. */
const implied: Readonly<Record<string, string>> = {
  'ram:ListUsers': 'ListClusterKubeconfigStates',
  'ram:ListRoles': 'ListClusterKubeconfigStates',
  'cs:CheckUserClustersActivity': 'DescribeUserClusterActivityState',
  'log:GetLogStoreLogs': 'GetLogs',
};

function isUsed(action: string, operations: ReadonlySet<string>): boolean {
  return operations.has(implied[action] ?? action.replace(/^cs:/, ''));
}
