import { askKubernetes } from '@ackring/testkit/kubernetes';
import type { Random } from '@ackring/testkit/random';
import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import { type CommandPlace, commandPlace } from './command-place.js';
import type { Claimed, Worlds } from './held-claims.js';
import { claimedIn, recordsIn, textIn } from './told.js';

/** Somebody who is moved from a certificate to tokens, in a cluster whose add-on is as it is. */
export interface MigrationWorld {
  readonly index: number;
  readonly addon: 'missing' | 'on' | 'off' | 'unset';
  readonly version: 'v0.3.0' | 'v0.4.0.0-g33f30dac-aliyun' | 'v0.4.1.0-aliyun';
  /** The call that nobody answers: the list of add-ons, or the one's configuration. */
  readonly unread: 'ListClusterAddonInstances' | 'GetClusterAddonInstance' | null;
  readonly roles: readonly string[];
  /** Somebody mapped her before, as they liked. */
  readonly mappedAs: 'herCertificate' | 'else' | null;
  /** What happens between the move and the clean. */
  readonly after: 'nothing' | 'switchedOff' | 'removed' | 'unmapped' | 'unread';
  readonly isTokenUsed: boolean;
  readonly isForPrograms: boolean;
}

export const migrations: Worlds<MigrationWorld> = { draw, smaller, play };

const addonCalls = ['ListClusterAddonInstances', 'GetClusterAddonInstance'] as const;
const authenticator = 'ack-ram-authenticator';

function draw(random: Random, index: number): MigrationWorld {
  return {
    index,
    addon: random.one(['missing', 'on', 'on', 'on', 'off', 'unset'] as const),
    version: random.one(['v0.4.1.0-aliyun', 'v0.4.1.0-aliyun', 'v0.4.0.0-g33f30dac-aliyun', 'v0.3.0']),
    unread: random.one([null, null, null, null, ...addonCalls] as const),
    roles: random.one([['dev@default'], ['admin'], ['dev', 'restricted@kube-system']]),
    mappedAs: random.one([null, null, null, 'herCertificate', 'else'] as const),
    after: random.one(['nothing', 'nothing', 'switchedOff', 'removed', 'unmapped', 'unread'] as const),
    isTokenUsed: !random.once(4),
    isForPrograms: random.once(2),
  };
}

function smaller(world: MigrationWorld): readonly MigrationWorld[] {
  const plainer: Partial<MigrationWorld>[] = [
    ...(world.unread === null ? [] : [{ unread: null }]),
    ...(world.mappedAs === null ? [] : [{ mappedAs: null }]),
    ...(world.after === 'nothing' ? [] : [{ after: 'nothing' as const }]),
    ...(world.version === 'v0.4.1.0-aliyun' ? [] : [{ version: 'v0.4.1.0-aliyun' as const }]),
  ];
  return plainer.map((each) => ({ ...world, ...each }));
}

/** What she may do, asked by whoever she is shown as. */
const watched = [
  ['list', 'pods', 'default'],
  ['create', 'secrets', 'default'],
  ['list', 'pods', 'kube-system'],
  ['delete', 'deployments', 'default', 'apps'],
  ['list', 'nodes', ''],
] as const;

async function play(world: MigrationWorld): Promise<readonly Claimed[]> {
  const { addon, isForPrograms } = world;
  const mapped = world.mappedAs === 'herCertificate' && addon !== 'missing';
  await using place = await commandPlace({
    identities: [{ name: 'mei' }],
    clusters: [
      {
        name: 'prod',
        ...(addon === 'missing' ? {} : { addons: [`${authenticator}@${world.version}`], mappings: addon }),
        holders: {
          ops: { daysLeft: 900 },
          mei: { daysLeft: 400, roles: world.roles, lastSeenDaysAgo: 20, ...(mapped ? { mapped } : {}) },
        },
      },
    ],
  });
  const { run, cluster, emulator } = place;
  const held = await place.held('mei');
  if (world.mappedAs === 'else' && addon !== 'missing') await mapElse(place);
  await run('ops', ['get', 'prod', '--long-term', '--merge', '--no-verify']);
  const before = await rightsOf(place, { user: held.key.commonName });
  const heal = world.unread === null ? () => undefined : failing(place, world.unread);
  const more = isForPrograms ? ['--json'] : [];
  const migrate = ['migrate', '--user', 'mei', '--quiet-days', '0', '--confirm', 'mei'];
  const claims: Claimed[] = [];

  const moved = await run('ops', [...migrate, ...more]);
  const byToken = await rightsOf(place, 'token');
  const isMoved = byToken.join() === before.join();
  claims.push(...claimedIn(moved, 'migrate', { 'same rights': isMoved }));
  for (const each of recordsIn(moved.json)) {
    const result = textIn(each, 'applied', 'result');
    const reason = textIn(each, 'reason');
    claims.push({
      what: 'migrate',
      said: `${result} ${result === 'migrated' ? '' : reason}`,
      untrue: result === 'migrated' && !isMoved ? `moved, and her token may: ${byToken.join()}` : null,
      isUnknown: result !== 'migrated',
      couldBeSeen: addon === 'on' && world.unread === null && world.mappedAs === null,
    });
    const reasons: Record<string, boolean> = {
      AuthenticatorMissing: addon === 'missing',
      MappingsIgnored: addon === 'off' && world.version !== 'v0.3.0',
    };
    const isSo = reasons[reason] ?? true;
    claims.push({
      what: 'why not migrated',
      said: reason,
      untrue: isSo ? null : `${reason}, and the add-on is ${addon}`,
      isUnknown: false,
      couldBeSeen: false,
    });
  }
  const isAccepted = await isTaken(place);
  claims.push(...(await standing(place, { isAccepted, addon: world.addon })));

  heal();
  if (world.isTokenUsed) await byTokenOf(place, 'GET', '/api/v1/namespaces/default/pods');
  await happens(place, world);
  const cleaned = await run('ops', [...migrate, '--clean', ...more]);
  const tokenAfter = await rightsOf(place, 'token');
  const certificateAfter = await rightsOf(place, { user: held.key.commonName });
  const isHelped = tokenAfter.length > 0 || certificateAfter.length > 0;
  const neither = 'she ends with neither certificate nor token';
  claims.push({
    what: 'migrate --clean',
    said: `exit ${cleaned.code}`,
    untrue: isHelped || before.length === 0 ? null : neither,
    isUnknown: false,
    couldBeSeen: false,
  });
  claims.push(
    ...claimedIn(cleaned, 'migrate --clean', {
      'same rights': tokenAfter.join() === before.join(),
      'shut out': certificateAfter.length === 0,
    }),
  );
  for (const each of recordsIn(cleaned.json)) {
    const result = textIn(each, 'applied', 'result');
    const isDone = result === 'cleaned' && textIn(each, 'applied', 'error', 'code') === '';
    const isSo = tokenAfter.join() === before.join() && certificateAfter.length === 0;
    claims.push({
      what: 'migrate --clean',
      said: `${result} ${textIn(each, 'reason')}`,
      untrue:
        isDone && !isSo
          ? `cleaned, token: ${tokenAfter.join()}, certificate: ${certificateAfter.join()}`
          : null,
      isUnknown: result !== 'cleaned',
      couldBeSeen: false,
    });
  }
  claims.push(...(await explained(place, emulator.identities['mei']?.arn ?? '', cluster.id)));
  return claims;
}

/** What `access --tokens`, `verify` of a context with tokens and its remedies say of her token. */
async function standing(
  place: CommandPlace,
  { isAccepted, addon }: { readonly isAccepted: boolean; readonly addon: MigrationWorld['addon'] },
): Promise<readonly Claimed[]> {
  const { run } = place;
  const claims: Claimed[] = [];
  const listed = await run('ops', ['access', '--user', 'mei', '--tokens', '--json']);
  for (const each of recordsIn(listed.json)) {
    const verdict = textIn(each, 'tokens', 'verdict');
    const isTrue =
      verdict === 'unknown' ||
      (verdict === 'mapped' && isAccepted) ||
      (verdict === 'unmapped' && !isAccepted && addon !== 'missing') ||
      (verdict === 'mappingsIgnored' && !isAccepted && addon === 'off') ||
      (verdict === 'noAuthenticator' && addon === 'missing');
    claims.push({
      what: 'access --tokens',
      said: verdict,
      untrue: isTrue
        ? null
        : `${verdict}, her token is ${isAccepted ? '' : 'not '}taken, the add-on ${addon}`,
      isUnknown: verdict === 'unknown',
      couldBeSeen: false,
    });
  }
  const fetch = ['get', 'prod', '--token', '--context', 'by-token'];
  claims.push(...claimedIn(await run('mei', fetch), 'get --token', { answers: isAccepted }));
  await run('mei', [...fetch, '--no-verify']);
  const ok = ['identityNotMapped', 'authenticatorMissing', 'mappingsIgnored'];
  const verify = ['verify', 'by-token'];
  claims.push(...claimedIn(await run('mei', verify), 'verify of a token', { answers: isAccepted }));
  const verified = await run('mei', [...verify, '--json']);
  for (const each of recordsIn(verified.json)) {
    const cause = textIn(each, 'cause');
    const isOk = textIn(each, 'verdict') === 'ok';
    const isTrue =
      (isOk && isAccepted) ||
      (!isOk && !ok.includes(cause)) ||
      (cause === 'identityNotMapped' && !isAccepted && addon !== 'missing' && addon !== 'off') ||
      (cause === 'authenticatorMissing' && addon === 'missing') ||
      (cause === 'mappingsIgnored' && addon === 'off');
    claims.push({
      what: 'verify of a token',
      said: isOk ? 'ok' : `${cause}`,
      untrue: isTrue
        ? null
        : `${isOk ? 'ok' : textIn(each, 'detail')}, the add-on is ${addon}, it is taken: ${isAccepted}`,
      isUnknown: cause === 'unknown',
      couldBeSeen: false,
    });
  }
  return claims;
}

/** What `token explain` says of a good token, of one for another cluster, and of a strange text. */
async function explained(place: CommandPlace, arn: string, clusterId: string): Promise<readonly Claimed[]> {
  const good = await place.run('mei', ['token', 'explain', '-', '--json'], tokenOf(place));
  const other = tokenOf(place, `${clusterId.slice(0, -1)}x`);
  const elsewhere = await place.run('mei', ['token', 'explain', '-', '--cluster', 'prod'], other);
  const told = textIn(good.json, 'identity', 'arn');
  const claims = claimedIn(elsewhere, 'token explain', { sound: false });
  const isTrue = told === '' || told === arn;
  return [
    ...claims,
    {
      what: 'token explain',
      said: 'whose',
      untrue: isTrue ? null : told,
      isUnknown: told === '',
      couldBeSeen: true,
    },
  ];
}

function tokenOf({ emulator, cluster }: CommandPlace, clusterId = cluster.id): string {
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['mei'] ?? {};
  const at = `${emulator.clock.now().toISOString().slice(0, 19)}Z`;
  return vendorRamToken(clusterId, { accessKeyId, accessKeySecret }, at);
}

function byTokenOf(place: CommandPlace, method: string, path: string, body?: unknown) {
  const { server: url, authority } = place.server.admin;
  const headers = { authorization: `Bearer ${tokenOf(place)}` };
  return askKubernetes({ server: url, authority }, method, path, body, headers);
}

async function isTaken(place: CommandPlace): Promise<boolean> {
  return (await byTokenOf(place, 'GET', '/api/v1/namespaces')).status !== 401;
}

/** What the API server lets her token do, or a certificate of that name: which is not used for it, and leaves no trace. */
async function rightsOf(
  place: CommandPlace,
  by: 'token' | { readonly user: string },
): Promise<readonly string[]> {
  const { server } = place;
  const reviews = '/apis/authorization.k8s.io/v1';
  const allowed = watched.map(async ([verb, resource, namespace, group = '']) => {
    const resourceAttributes = { verb, resource, namespace, group };
    const groups = ['system:users', 'system:authenticated'];
    const { body } =
      by === 'token'
        ? await byTokenOf(place, 'POST', `${reviews}/selfsubjectaccessreviews`, {
            spec: { resourceAttributes },
          })
        : await server.ask(server.admin, 'POST', `${reviews}/subjectaccessreviews`, {
            spec: { ...by, groups, resourceAttributes },
          });
    const isAllowed = Object(body['status']).allowed === true;
    return isAllowed ? [`${verb} ${resource} in ${namespace || 'the cluster'}`] : [];
  });
  return (await Promise.all(allowed)).flat();
}

function failing({ emulator }: CommandPlace, operation: string): () => void {
  return emulator.faults.add({
    service: 'cs',
    operation,
    effect: { kind: 'error', status: 403, code: 'ErrorCheckAcl' },
  });
}

async function mapElse({ server, emulator }: CommandPlace): Promise<void> {
  await server.create('/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings', {
    apiVersion: 'ramauthenticator.k8s.alibabacloud/v1alpha1',
    kind: 'RAMIdentityMapping',
    metadata: { name: 'by-hand' },
    spec: { arn: emulator.identities['mei']?.arn, username: 'somebody', groups: [] },
  });
}

async function happens(place: CommandPlace, { after }: MigrationWorld): Promise<void> {
  const { cluster, server } = place;
  const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';
  const others = (cluster.addons ?? []).filter(({ name }) => name !== authenticator);
  const own = (cluster.addons ?? []).find(({ name }) => name === authenticator);
  switch (after) {
    case 'nothing':
      return;
    case 'switchedOff':
      if (own !== undefined)
        cluster.addons = [
          ...others,
          { ...own, config: JSON.stringify({ EnableNonBootstrapMapping: false }) },
        ];
      return;
    case 'removed':
      cluster.addons = others;
      return;
    case 'unmapped': {
      const { body } = await server.ask(server.admin, 'GET', mappings);
      for (const each of recordsIn(body, 'items'))
        await server.ask(server.admin, 'DELETE', `${mappings}/${textIn(each, 'metadata', 'name')}`);
      return;
    }
    case 'unread':
      failing(place, 'GetClusterAddonInstance');
  }
}
