import { join } from 'node:path';
import type { Random } from '@ackring/testkit/random';
import { type DraftBinding, drawBinding, type SubjectName } from './access-worlds.js';
import { type CommandPlace, commandPlace } from './command-place.js';
import type { Claimed, Worlds } from './held-claims.js';
import { allowedTo, bind, setStage } from './played-world.js';
import { claimedIn, markedIn, recordsIn, textIn } from './told.js';

/** Somebody whose access is taken away, in a cluster where people bound whatever they liked. */
export interface LeaverWorld {
  readonly index: number;
  /** By herself, or by an administrator. */
  readonly act: 'revoke' | 'clean';
  readonly isDeleted: boolean;
  /** All that she has is what was bound to her. */
  readonly hadKubeconfig: boolean;
  /** After a clean: she fetches a new one, or the old one is brought back from the recycle bin. */
  readonly after: 'nothing' | 'fetchesAnew' | 'isRestored';
  readonly roles: readonly string[];
  readonly bindings: readonly DraftBinding[];
  readonly everybody: 'system:authenticated' | 'system:users' | null;
  readonly authorizer: 'silent' | 'down' | null;
  /** Whoever acts may not read the bindings of the cluster. */
  readonly isActorWeak: boolean;
  readonly handMadeBindings: 'stay' | 'go';
  /** The cloud's answer to the act is cut off. */
  readonly cut: 'before' | 'after' | null;
  readonly isForPrograms: boolean;
}

export const leavers: Worlds<LeaverWorld> = { draw, smaller, play };

function draw(random: Random, index: number): LeaverWorld {
  const isDeleted = random.once(3);
  const act = isDeleted || random.once(2) ? 'clean' : 'revoke';
  const count = random.once(3) ? 0 : 1 + random.below(2);
  return {
    index,
    act,
    isDeleted,
    hadKubeconfig: act === 'revoke' || !random.once(4),
    after: act === 'revoke' ? 'nothing' : random.one(['nothing', 'fetchesAnew', 'isRestored'] as const),
    roles: random.one([['dev@default'], ['admin'], ['admin'], []]),
    bindings: Array.from({ length: count }, () => drawBinding(random)),
    everybody: random.one([null, null, 'system:authenticated', 'system:users'] as const),
    authorizer: random.one([null, null, null, null, 'silent', 'down'] as const),
    isActorWeak: random.once(5),
    handMadeBindings: random.once(4) ? 'go' : 'stay',
    cut: random.one([null, null, null, null, null, 'before', 'after'] as const),
    isForPrograms: random.once(2),
  };
}

function smaller(world: LeaverWorld): readonly LeaverWorld[] {
  const plainer: Partial<LeaverWorld>[] = [
    ...world.bindings.map((_, at) => ({ bindings: world.bindings.toSpliced(at, 1) })),
    ...(world.everybody === null ? [] : [{ everybody: null }]),
    ...(world.authorizer === null ? [] : [{ authorizer: null }]),
    ...(world.cut === null ? [] : [{ cut: null }]),
    ...(world.after === 'nothing' ? [] : [{ after: 'nothing' as const }]),
    ...(world.isActorWeak ? [{ isActorWeak: false }] : []),
  ];
  return plainer.map((each) => ({ ...world, ...each }));
}

async function play(world: LeaverWorld): Promise<readonly Claimed[]> {
  const { act, bindings, roles, authorizer, isForPrograms } = world;
  const actorRoles = world.isActorWeak ? ['restricted@default'] : ['admin'];
  await using place = await commandPlace({
    identities: [{ name: 'mei', state: world.isDeleted ? 'Deleted' : 'Active' }],
    switches: { handMadeBindings: world.handMadeBindings },
    clusters: [
      {
        name: 'prod',
        apiServer: authorizer === null ? {} : { webhookAuthorizer: authorizer },
        holders: {
          ops: { daysLeft: 900, roles: actorRoles },
          mei: {
            daysLeft: world.hadKubeconfig ? 400 : null,
            roles: act === 'revoke' && !world.isActorWeak ? ['admin'] : roles,
          },
        },
      },
    ],
  });
  const { server, emulator, run } = place;
  const uid = place.uid('mei');
  const held = await place.held('mei');
  const file = await place.file('mei.yaml', held.text);
  const names: Readonly<Record<SubjectName, string>> = {
    old: held.key.commonName,
    older: `${uid}-1600000000`,
    next: `${uid}-1650000000`,
    uid,
    stranger: `3${uid}-1700000000`,
    group: 'people',
    everyone: 'system:users',
  };
  const stage = await setStage(server, { everybody: world.everybody });
  for (const [at, binding] of bindings.entries()) await bind(server, world, at, binding, names);
  await run('ops', ['get', 'prod', '--long-term', '--merge', '--no-verify']);
  if (act === 'revoke') await run('mei', ['get', 'prod', '--long-term', '--merge', '--no-verify']);
  const operations = { revoke: 'RevokeK8sClusterKubeConfig', clean: 'CleanClusterUserPermissions' };
  if (world.cut !== null)
    emulator.faults.add({
      service: 'cs',
      operation: operations[act],
      times: 1,
      effect: { kind: 'reset', after: world.cut === 'after' },
    });
  const more = isForPrograms ? ['--json'] : [];
  const force = ['--force', '--confirm-force', uid];
  const done =
    act === 'revoke'
      ? await run('mei', ['revoke', 'prod', '--confirm', 'prod', ...more])
      : await run('ops', ['clean', '--user', uid, '--confirm', uid, ...force, ...more]);

  const strangers = stage.strangers;
  const beyond = async (user: string): Promise<boolean> => {
    const allowed = await allowedTo(server, { user, groups: ['system:users', 'system:authenticated'] });
    return [...allowed].some((each) => !strangers.has(each));
  };
  const isOldLetIn = await beyond(names.old);
  const others = await Promise.all([names.older, names.next, names.uid].map(beyond));
  const isAnyLetIn = isOldLetIn || others.some(Boolean);
  const byKey = await byKeyOf(place, names.old);
  const couldBeSeen = !world.isActorWeak && authorizer === null && world.cut === null;
  const truths = { 'shut out': !isAnyLetIn, closed: byKey.size === 0, answers: byKey.size > 0 };
  // What a revoke tells to answer is the new one.
  const isNewLetIn =
    act === 'revoke' &&
    (
      await allowedTo(server, {
        user: `${uid}-${place.cluster.grants.get(uid)?.suffix}`,
        groups: ['system:users', 'system:authenticated'],
      })
    ).size > 0;
  const claims: Claimed[] = [...claimedIn(done, act, { ...truths, answers: isNewLetIn })];

  const letIn = act === 'revoke' ? recordsIn(done.json, 'letIn') : recordsIn(done.json, 'applied', 'letIn');
  for (const each of letIn) {
    const verdict = textIn(each, 'verdict');
    const isUntrue = (verdict === 'shutOut' && isAnyLetIn) || (verdict === 'letIn' && !isAnyLetIn);
    claims.push({
      what: act,
      said: `${verdict} ${textIn(each, 'reason')}`,
      untrue: isUntrue ? `${verdict}, and it ${isAnyLetIn ? 'may' : 'may not'}` : null,
      isUnknown: verdict === 'unknown',
      couldBeSeen,
    });
  }

  claims.push(...(await leakedIn(place, { file, name: names.old, what: 'leak', truths })));

  const verified = await run('ops', ['verify', '--kubeconfig', file, '--json']);
  for (const each of recordsIn(verified.json)) {
    const isOk = textIn(each, 'verdict') === 'ok';
    const cause = textIn(each, 'cause');
    const isUntrue = (isOk && byKey.size === 0) || (cause === 'revoked' && isOldLetIn && others.length === 0);
    claims.push({
      what: 'verify',
      said: isOk ? 'ok' : cause,
      untrue: isUntrue ? `${isOk ? 'ok' : cause}, and it may: ${[...byKey].join()}` : null,
      isUnknown: cause === 'unknown',
      couldBeSeen: false,
    });
  }
  const verifyTold = await run('ops', ['verify', '--kubeconfig', file]);
  claims.push(...claimedIn(verifyTold, 'verify', truths), markedIn(verifyTold, 'verify', truths.answers));

  const orphans = await run('ops', ['access', '--orphans', '--json']);
  const bound = new Set([names.old, names.older, names.next, names.uid]);
  const left = (await bindingsOf(server)).filter((subjects) => subjects.some((name) => bound.has(name)));
  const isListed = recordsIn(orphans.json).some((each) => textIn(each, 'identity', 'uid') === uid);
  if (world.isDeleted)
    claims.push({
      what: 'access --orphans',
      said: isListed ? 'listed' : `not listed, exit ${orphans.code}`,
      untrue: !isListed && orphans.code === 0 && left.length > 0 ? 'no orphan, and bindings name her' : null,
      isUnknown: !isListed && orphans.code !== 0,
      couldBeSeen: couldBeSeen && left.length > 0,
    });
  return [...claims, ...(await later(place, world, { file, name: names.old }))];
}

/** What is said of her old key once she has fetched a new one, or it was brought back. */
async function later(
  place: CommandPlace,
  { after }: LeaverWorld,
  { file, name }: { readonly file: string; readonly name: string },
): Promise<readonly Claimed[]> {
  if (after === 'nothing') return [];
  const { ackring, emulator, cluster, run } = place;
  if (after === 'fetchesAnew')
    await run('mei', ['get', 'prod', '--long-term', '--output', join(ackring.home, 'new.yaml')]);
  const isInBin = emulator.recycleBin.items().some(({ commonName }) => commonName === name);
  if (after === 'isRestored' && isInBin) emulator.recycleBin.restore(cluster.id, name);
  const isLetIn = (await byKeyOf(place, name)).size > 0;
  const truths = { closed: !isLetIn, 'shut out': !isLetIn };
  return leakedIn(place, { file, name, what: `leak, after it ${after}`, truths });
}

function byKeyOf({ server }: CommandPlace, name: string): Promise<ReadonlySet<string>> {
  return allowedTo(server, { user: name, groups: ['system:users', 'system:authenticated'] });
}

/** What `leak` says of her file, for programs and for people. */
async function leakedIn(
  place: CommandPlace,
  asked: {
    readonly file: string;
    readonly name: string;
    readonly what: string;
    readonly truths: Parameters<typeof claimedIn>[2];
  },
): Promise<readonly Claimed[]> {
  const { file, name, what, truths } = asked;
  const byKey = await byKeyOf(place, name);
  const leak = await place.run('ops', ['leak', file, '--json']);
  const doors = recordsIn(leak.json).map((each): Claimed => {
    const door = textIn(each, 'door');
    const isUntrue = (door === 'closed' && byKey.size > 0) || (door === 'open' && byKey.size === 0);
    return {
      what,
      said: `${door} ${textIn(each, 'reason')}`,
      untrue: isUntrue ? `${door}, and it may: ${[...byKey].join()}` : null,
      isUnknown: door === 'unknown' || door === 'presumedOpen',
      couldBeSeen: false,
    };
  });
  const told = await place.run('ops', ['leak', file]);
  return [...doors, ...claimedIn(told, what, truths), markedIn(told, what, byKey.size === 0)];
}

async function bindingsOf(server: Parameters<typeof bind>[0]): Promise<readonly (readonly string[])[]> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const lists = await Promise.all(
    ['clusterrolebindings', 'rolebindings'].map((kind) => server.ask(server.admin, 'GET', `${rbac}/${kind}`)),
  );
  return lists.flatMap(({ body }) =>
    recordsIn(body, 'items').map((item) => recordsIn(item, 'subjects').map((each) => textIn(each, 'name'))),
  );
}
