import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessApi, PermissionChange, UserPermission } from '@ackring/core/internal/cloud/ack/api';
import type { CallerIdentity } from '@ackring/core/internal/cloud/sts/sts';
import type { createGrants } from '@ackring/core/internal/granting/grant';
import type { Clock } from '@ackring/core/internal/machine/clock';
import type { AccessRequest } from '@ackring/core/internal/rights/access-request';
import type { EndingRight } from '@ackring/core/internal/rights/ending-right';
import type { EndingRights, endingRights } from '@ackring/core/internal/rights/ending-rights';
import type { sharedRights } from '@ackring/core/internal/rights/shared-rights';
import type { takeBackEnded } from '@ackring/core/internal/rights/take-back';
import type { ledgerRights } from '@ackring/core/internal/rotation/ledger/ledger-rights';
import type { DocumentStore } from '@ackring/core/internal/rotation/sinks/sink';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import type { Identity } from '@ackring/core/internal/words/identity';
import { specimenCluster } from './cluster.js';
import { type Random, randomFrom } from './random.js';

/** The tested core, in whatever copy. */
export interface RightsCore {
  readonly createGrants: typeof createGrants;
  readonly endingRights: typeof endingRights;
  readonly takeBackEnded: typeof takeBackEnded;
  readonly sharedRights: typeof sharedRights;
  readonly ledgerRights: typeof ledgerRights;
}

/** What a played world showed to be wrong; and how often what happened in it. */
export interface PlayedRights {
  readonly wrong: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
/** The lists show a change so late. */
const lagMs = 10_000;
/** What a signature may be off. */
const skewMs = 15 * minuteMs;

type Machine = EndingRights;

/** A call or write of a process, and what of it may be done when it dies there. */
type Step = <T>(work: () => Promise<T>, halfway?: () => Promise<unknown>) => Promise<T>;

/** Who put an entry there: ours until an end, ours for good, or somebody else's. */
type Tag = { readonly by: 'ending'; readonly until: number } | { readonly by: 'good' | 'other' };

interface Entry {
  readonly accountId: string;
  readonly uid: string;
  readonly clusterId: string;
  readonly role: string;
  readonly namespace: string | null;
}

interface Account {
  readonly id: string;
  readonly clusters: readonly Cluster[];
  readonly users: readonly Identity[];
  /** The root, an administrator of one cluster, and somebody who administers nothing. */
  readonly callers: readonly CallerIdentity[];
}

const roles = [
  { name: 'dev', isCustom: false, namespace: null },
  { name: 'dev', isCustom: false, namespace: 'web' },
  { name: 'dev', isCustom: false, namespace: 'api' },
  { name: 'ops', isCustom: false, namespace: null },
] as const;

/** Two accounts with clusters and users of the same names, and the same cluster ids in both. */
const accounts: readonly Account[] = ['1000000000000001', '1000000000000002'].map((id, index) => ({
  id,
  clusters: [1, 2].map((number) =>
    specimenCluster({ id: `c${number}${'0'.repeat(31)}`, name: number === 1 ? 'prod' : 'test' }),
  ),
  users: ['mei', 'ana'].map((name, user) => ({
    ...{ uid: `20000000000000${index}${user}`, name, type: 'user', state: 'active' },
  })) as readonly Identity[],
  callers: [
    { uid: id, accountId: id, type: 'root' },
    { uid: `30000000000000${index}0`, accountId: id, type: 'user' },
    { uid: `30000000000000${index}1`, accountId: id, type: 'user' },
  ],
}));

const keyOf = ({ accountId, uid, clusterId, role, namespace }: Entry): string =>
  JSON.stringify([accountId, uid, clusterId, role, namespace]);

class Killed extends Error {}

/**
 * A year or so of two accounts: roles given for a time and for good, taken by hand and by others, clocks that are off,
 * processes killed at any call and write, a cloud that fails before and after it did something, that lags, and says what
 * is not so. At its end everything that was to end has, and every account is asked once by its root.
 *
 * With a `rotation` two machines give, each record is in the ledger too, and the rotation takes back as well: what the
 * ledger knows to be over may be given again by anybody, and nobody takes that. Requests are approved, over and over.
 */
export async function playRights(
  seed: number,
  steps: number,
  core: RightsCore,
  { rotation = false }: { readonly rotation?: boolean } = {},
): Promise<PlayedRights> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-rights-'));
  try {
    return await createRightsWorld(randomFrom(seed), folder, { core, rotation }).play(steps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function createRightsWorld(
  random: Random,
  folder: string,
  { core, rotation }: { readonly core: RightsCore; readonly rotation: boolean },
) {
  let now = Date.parse('2027-01-01T00:00:00Z');
  const there = new Map<string, { readonly entry: Entry; readonly tag: Tag }>();
  const removed = new Map<string, 'us' | 'hand' | 'other'>();
  const changedAt = new Map<string, { readonly at: number; readonly was: boolean }>();
  const requests: AccessRequest[] = [];
  const given = new Set<string>();
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const locked = new Set<Machine>();
  const trueClock: Clock = { now: () => new Date(now), sleep: async () => undefined };
  const machines: readonly Machine[] = (rotation ? ['one', 'two'] : ['one']).map((name) =>
    core.endingRights(join(folder, name), trueClock),
  );
  const documents = new Map<string, string>();
  const replace = (name: string, over: string | null, text: string): void => {
    if ((documents.get(name) ?? null) !== over)
      throw new AckringError('Conflict', 'written meanwhile', { remedy: 'again' });
    documents.set(name, text);
  };
  const ledgerBy = (step: Step, clock: Clock): EndingRights => {
    const documentStore: DocumentStore = {
      fits: () => true,
      read: (name) => step(async () => documents.get(name) ?? null),
      write: (name, text) => step(async () => void documents.set(name, text)),
      replace: (name, { over, text }) => step(async () => replace(name, over, text)),
    };
    return core.ledgerRights([documentStore], clock);
  };
  const ledger = ledgerBy((work) => work(), trueClock);

  const put = (entry: Entry, tag: Tag): void => {
    const key = keyOf(entry);
    // Giving what is there changes nothing: an entry has no owner.
    if (there.has(key)) return;
    changedAt.set(key, { at: now, was: false });
    there.set(key, { entry, tag });
  };
  const drop = (entry: Entry, by: 'us' | 'hand' | 'other'): void => {
    const key = keyOf(entry);
    if (!there.delete(key)) return;
    changedAt.set(key, { at: now, was: true });
    removed.set(key, by);
  };
  const isListed = (entry: Entry, lag: number): boolean => {
    const key = keyOf(entry);
    const last = changedAt.get(key);
    return last !== undefined && now - last.at < lag ? last.was : there.has(key);
  };

  /** One process of ours: what it may reach, and when it is killed. Without a machine it is the rotation. */
  function processOf(
    account: Account,
    caller: CallerIdentity,
    { machine, isCalm = false }: { readonly machine: Machine | null; readonly isCalm?: boolean },
  ) {
    const offMs = isCalm || !random.once(4) ? 0 : random.one([-20, -10, 10, 20, 3_000]) * minuteMs;
    const clock: Clock = {
      now: () => new Date(now + offMs),
      sleep: async (ms) => {
        now += ms;
      },
    };
    let left = isCalm || random.once(2) ? Number.POSITIVE_INFINITY : random.below(14);
    /** Whether it dies here, and before or after the step is done. */
    const step: Step = async (work, halfway = work) => {
      if (left <= 0) throw new Killed();
      left -= 1;
      if (left > 0) return work();
      count('killed');
      if (random.once(2)) await halfway();
      throw new Killed();
    };
    const fails = (): AckringError => {
      count('failed');
      return new AckringError(random.one(['ServerFault', 'TimedOut', 'RequestRejected'] as const), 'no', {
        remedy: 'again',
      });
    };
    const signed = (): void => {
      now += 200;
      if (Math.abs(offMs) <= skewMs) return;
      throw new AckringError('ClockSkewed', 'the clock is off', { remedy: 'set it' });
    };
    const administers = (clusterId: string): boolean =>
      caller.type === 'root' ||
      (caller.uid === account.callers[1]?.uid && clusterId === account.clusters[0]?.id);
    let hasLied = isCalm;
    const list = (uid: string): readonly UserPermission[] => {
      // Not twice in a row: nothing could be known then.
      hasLied = isCalm || (!hasLied && random.once(4));
      if (hasLied && !isCalm) {
        count('lied');
        return [];
      }
      const lag = random.below(lagMs);
      const others = account.clusters
        .flatMap(({ id }) => roles.map((role) => ({ id, role })))
        .map(({ id, role }) => ({ clusterId: id, role: role.name, namespace: role.namespace }))
        .filter((each) => isListed({ ...each, uid, accountId: account.id }, lag));
      const own = uid === caller.uid ? account.clusters : [];
      const admin = own.map(({ id }) => ({ clusterId: id, role: 'admin', namespace: null }));
      return [...others, ...admin]
        .filter(({ clusterId }) => administers(clusterId))
        .map((each) => ({
          ...each,
          scope: each.namespace === null ? 'cluster' : 'namespace',
          isOwner: false,
        }));
    };
    let ending: Tag = { by: 'good' };
    let approved: AccessRequest | null = null;
    let isTakingBack = false;
    const update = (uid: string, { cluster, role, mode }: PermissionChange): void => {
      const entry = {
        ...{ accountId: account.id, uid, clusterId: cluster.id },
        ...{ role: role.name, namespace: role.namespace },
      };
      if (mode === 'patch') {
        if (approved !== null) judgeApproval(approved, caller);
        put(entry, ending);
        return;
      }
      const tag = there.get(keyOf(entry))?.tag;
      if (isTakingBack && tag !== undefined) {
        if (tag.by !== 'ending') wrong.push(`took what is ${tag.by}: ${keyOf(entry)}`);
        else if (tag.until > clock.now().getTime()) wrong.push(`took too early: ${keyOf(entry)}`);
        count('taken');
      }
      drop(entry, isTakingBack ? 'us' : 'hand');
    };
    const api: Pick<AccessApi, 'describeUserPermissions' | 'updateUserPermissions'> = {
      describeUserPermissions: (uid) =>
        step(async () => {
          signed();
          if (!isCalm && random.once(8)) throw fails();
          return list(uid);
        }),
      updateUserPermissions: (uid, change) =>
        step(async () => {
          signed();
          if (!administers(change.cluster.id))
            throw new AckringError('Forbidden', 'no administrator', { remedy: 'ask one' });
          const [failsBefore, failsAfter, isLie] = [8, 8, 12].map((times) => !isCalm && random.once(times));
          if (failsBefore) throw fails();
          if (isLie) return count('lied');
          update(uid, change);
          if (failsAfter) throw fails();
        }),
    };
    const ledgerStep: Step = (work) =>
      step(async () => {
        signed();
        if (!isCalm && random.once(16)) throw fails();
        return work();
      });
    const reached = ledgerBy(ledgerStep, clock);
    const ofRotation: EndingRights = {
      ...reached,
      keep: async (right) => {
        await judge(right, ledger);
        await reached.keep(right);
      },
    };
    const ofMachine = (own: Machine): EndingRights => ({
      all: () => step(() => own.all()),
      elsewhere: async () => null,
      keep: (right) =>
        step(
          async () => {
            await judge(right, own);
            await own.keep(right);
          },
          async () => {
            if (right.over === null) return;
            // Between its two writes: both files are there.
            await own.keep(right);
            await own.keep({ ...right, over: null });
          },
        ),
      // A dead process's lock is broken.
      alone: async (work) => {
        if (locked.has(own)) throw new AckringError('FileLocked', 'another is at it', { remedy: 'wait' });
        locked.add(own);
        try {
          return await work();
        } finally {
          locked.delete(own);
        }
      },
    });
    const ports = {
      ...{ api, clock },
      rights: machine === null ? ofRotation : core.sharedRights(ofMachine(machine), async () => ofRotation),
      rightsLedger: async () => (rotation ? 'rotation.yaml' : null),
      ...{ caller: () => step(async () => caller) },
      ack: {
        listKubeconfigStates: async (cluster: { readonly id: string }) =>
          account.users.map((identity) => ({
            ...{ identity, cluster: { ...account.clusters[0], ...cluster } as Cluster, notAfter: null },
            ...({ certificateState: 'unissued', revokable: false, cloudService: null } as const),
          })),
        describeCluster: () => Promise.reject(fails()),
      },
      knownHolders: async () => [],
      journal: { record: () => step(async () => undefined) },
      refuseWhenReadOnly: async () => undefined,
    };
    const grants = core.createGrants(ports);
    return {
      change: async (direction: 'give' | 'take', entry: Entry, ofTime: number | null) => {
        const cluster = account.clusters.find(({ id }) => id === entry.clusterId);
        const role = { name: entry.role, isCustom: false, namespace: entry.namespace };
        if (cluster === undefined) return;
        const timed = ofTime === null ? null : { lengthMs: ofTime, reason: 'INC-1' };
        const plan = await grants.planGrant({ direction, user: entry.uid, cluster, role, ending: timed });
        ending = ofTime === null ? { by: 'good' } : { by: 'ending', until: clock.now().getTime() + ofTime };
        await grants.applyGrant(plan, { confirm: entry.uid });
        count(direction === 'take' ? 'withdrawn' : ofTime === null ? 'given for good' : 'given for a time');
      },
      approve: async (request: AccessRequest) => {
        const cluster = account.clusters.find(({ id }) => id === request.cluster.id);
        if (cluster === undefined) return;
        const { role, identity, minutes } = request;
        const timed = { lengthMs: minutes * minuteMs, reason: request.reason };
        const asked = { user: identity.uid, cluster, role, ending: timed, request };
        const plan = await grants.planGrant({ ...asked, direction: 'give' });
        approved = request;
        ending = { by: 'ending', until: clock.now().getTime() + timed.lengthMs };
        await grants.applyGrant(plan, { confirm: identity.uid });
        count('approved');
      },
      takeBack: async () => {
        isTakingBack = true;
        return core.takeBackEnded(ports, undefined);
      },
    };
  }

  /** Each request is given for once, by nobody who asked for it or gets it, and while it is valid. */
  function judgeApproval(request: AccessRequest, caller: CallerIdentity): void {
    if (given.has(request.id)) wrong.push(`given twice for one request: ${request.id}`);
    given.add(request.id);
    if ([request.by, request.identity.uid].includes(caller.uid))
      wrong.push(`approved by oneself: ${caller.uid}`);
    if (now > request.validUntil.getTime() + skewMs) wrong.push(`approved too late: ${request.id}`);
  }

  /** One that somebody wrote before, or writes now. */
  function anyRequest(account: Account, entry: Entry): AccessRequest {
    const cluster = account.clusters.find(({ id }) => id === entry.clusterId);
    const own = requests.filter(({ accountId }) => accountId === account.id);
    if (cluster === undefined || (own.length > 0 && random.once(2))) return random.one(own);
    const request: AccessRequest = {
      id: Array.from({ length: 32 }, () => random.below(16).toString(16)).join(''),
      accountId: account.id,
      by: random.one([...account.users, ...account.callers]).uid,
      identity: { uid: entry.uid, name: entry.uid },
      isRamRole: false,
      cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
      role: { name: entry.role, isCustom: false, namespace: entry.namespace },
      ...{ minutes: 5 + random.below(200), reason: 'INC-2', askedAt: new Date(now) },
      validUntil: new Date(now + random.below(600) * minuteMs),
    };
    requests.push(request);
    return request;
  }

  /** What a record claims, held against what is so. */
  async function judge(right: EndingRight, store: EndingRights): Promise<void> {
    const entry = entryOf(right);
    const key = keyOf(entry);
    const { rights } = await store.all();
    const before = rights.find(({ id }) => id === right.id);
    const isThere = there.has(key) || isListed(entry, lagMs + 5_000);
    if (right.seenAt !== null && !isThere && !(await isToldAnywhere(right, right.seenAt)))
      wrong.push(`said to be given, and is not: ${key}`);
    if (right.over === null || before?.over != null) return;
    count(right.over.how);
    if (right.over.how === 'refused') return;
    if (right.over.how === 'givenAgain') {
      if (!isThere) wrong.push(`said to be given again, and is not: ${key}`);
      return;
    }
    if (there.has(key)) wrong.push(`said to be ${right.over.how}, and is there: ${key}`);
    if (right.over.how === 'takenBack' && removed.get(key) === 'other')
      wrong.push(`said to be taken back, and was not by us: ${key}`);
    if (right.over.how === 'changed' && removed.get(key) === 'us')
      wrong.push(`said to have been gone, and it was us: ${key}`);
  }

  /** What one place knows another may learn from it, whatever became of it since. */
  async function isToldAnywhere({ id }: EndingRight, seenAt: Date): Promise<boolean> {
    const places = await Promise.all([...machines, ledger].map((place) => place.all()));
    return places
      .flatMap(({ rights }) => rights)
      .some((each) => each.id === id && each.seenAt?.getTime() === seenAt.getTime());
  }

  const entryOf = ({ accountId, identity, cluster, role }: EndingRight): Entry => ({
    ...{ accountId, uid: identity.uid, clusterId: cluster.id },
    ...{ role: role.name, namespace: role.namespace },
  });

  function anyEntry(account: Account): Entry {
    const { name: role, namespace } = random.one(roles);
    const [uid, clusterId] = [random.one(account.users).uid, random.one(account.clusters).id];
    return { accountId: account.id, uid, clusterId, role, namespace };
  }

  async function isOpen(entry: Entry): Promise<boolean> {
    return (await openOnes()).some((right) => keyOf(entryOf(right)) === keyOf(entry));
  }

  /** As the place knows that everybody asks. */
  async function openOnes(): Promise<readonly EndingRight[]> {
    const { rights } = await (rotation ? ledger : random.one(machines)).all();
    return rights.filter(({ over }) => over === null);
  }

  async function happen(): Promise<void> {
    const account = random.one(accounts);
    const caller = random.one([...account.callers, ...account.callers.slice(0, 1)]);
    const entry = anyEntry(account);
    const own = () => processOf(account, caller, { machine: random.one(machines) });
    const any = () =>
      rotation && random.once(2)
        ? processOf(account, account.callers[0] ?? caller, { machine: null })
        : own();
    switch (random.below(8)) {
      case 0:
      case 1:
      case 2:
        if (rotation && random.once(3)) return own().approve(anyRequest(account, entry));
        return own().change('give', entry, (5 + random.below(200)) * minuteMs);
      case 3:
        return own().change(random.once(2) ? 'give' : 'take', entry, null);
      case 4:
        // In the very words of what we gave, nobody could tell theirs from ours.
        if (!(await isOpen(entry))) put(entry, { by: 'other' });
        return;
      case 5:
        return drop(random.once(2) ? entry : ((await oneOpen(account)) ?? entry), 'other');
      case 6:
        now += random.below(90) * minuteMs;
        return;
      default: {
        // Two at once, now and then.
        const runs = random.once(4) ? [any(), any()] : [any()];
        await Promise.allSettled(runs.map((run) => run.takeBack()));
      }
    }
  }

  async function oneOpen({ id }: Account): Promise<Entry | null> {
    const open = (await openOnes()).filter(({ accountId }) => accountId === id);
    return open.length === 0 ? null : entryOf(random.one(open));
  }

  async function takeBackAtLast(account: Account, machine: Machine | null | undefined): Promise<void> {
    const caller = account.callers[0];
    if (machine === undefined || caller === undefined) return;
    const told = await processOf(account, caller, { machine, isCalm: true }).takeBack();
    for (const { error } of told) if (error !== null) wrong.push(`at the end: ${error.message}`);
  }

  return {
    play: async (steps: number): Promise<PlayedRights> => {
      for (let at = 0; at < steps; at += 1) {
        now += 20_000;
        // What fails is told, and what was killed says nothing.
        await happen().catch((thrown: unknown) => {
          if (!(thrown instanceof AckringError || thrown instanceof Killed)) throw thrown;
        });
      }
      now += 40 * dayMs;
      for (const account of accounts) {
        await takeBackAtLast(account, rotation ? null : machines[0]);
      }
      // With a rotation no machine was needed.
      for (const { entry, tag } of there.values())
        if (tag.by === 'ending') wrong.push(`was to end, and is there: ${keyOf(entry)}`);
      for (const account of accounts) {
        for (const machine of rotation ? machines : []) await takeBackAtLast(account, machine);
      }
      for (const place of [...machines, ledger]) {
        const { rights, errors } = await place.all();
        for (const right of rights)
          if (right.over === null) wrong.push(`still open: ${keyOf(entryOf(right))}`);
        for (const error of errors) wrong.push(error.message);
      }
      return { wrong, counts };
    },
  };
}
