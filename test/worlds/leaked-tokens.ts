import { readFile, writeFile } from 'node:fs/promises';
import { type Place, place as serverPlace } from '@ackring/testkit/api-server-place';
import { judgedServerOf } from '@ackring/testkit/emulated-api-server';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { type Random, randomFrom } from '@ackring/testkit/random';
import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import { byteWrappings, textWrappings } from '@ackring/testkit/wrappings';
import { type CommandPlace, commandPlace } from './command-place.js';
import type { Claimed, Worlds } from './held-claims.js';
import { claimedIn, markedIn, recordsIn, textIn } from './told.js';

/** A token that others may have: whose, what it opens, and which server the file with it names. */
export interface TokenWorld {
  readonly index: number;
  readonly kind: 'ram' | 'serviceAccount';
  /** RAM's holds for a quarter of an hour; a ServiceAccount that was deleted ends its tokens. */
  readonly isEnded: boolean;
  /** It is mapped to somebody, or its ServiceAccount is bound to a role. */
  readonly isBound: boolean;
  readonly addon: 'missing' | 'on' | 'off';
  /** Null where no kubeconfig is around it. */
  readonly server: 'own' | 'otherCluster' | 'sender' | null;
  readonly isSearcherWeak: boolean;
  readonly wrapping: string | null;
}

export const leakedTokens: Worlds<TokenWorld> = { draw, smaller, play };

const wrappings = [...byteWrappings, ...textWrappings];

function draw(random: Random, index: number): TokenWorld {
  return {
    index,
    kind: random.one(['ram', 'serviceAccount'] as const),
    isEnded: random.once(4),
    isBound: !random.once(3),
    addon: random.one(['on', 'on', 'off', 'missing'] as const),
    server: random.one(['own', 'own', 'otherCluster', 'sender', null] as const),
    isSearcherWeak: random.once(3),
    wrapping: random.once(2) ? random.one(wrappings).name : null,
  };
}

function smaller(world: TokenWorld): readonly TokenWorld[] {
  return [
    ...(world.wrapping === null ? [] : [{ ...world, wrapping: null }]),
    ...(world.isSearcherWeak ? [{ ...world, isSearcherWeak: false }] : []),
    ...(world.isEnded ? [{ ...world, isEnded: false }] : []),
  ];
}

async function play(world: TokenWorld): Promise<readonly Claimed[]> {
  const { addon } = world;
  const addons =
    addon === 'missing' ? {} : { addons: ['ack-ram-authenticator@v0.4.1.0-aliyun'], mappings: addon };
  const mapped = world.isBound && addon !== 'missing' ? { mapped: true } : {};
  await using place = await commandPlace({
    identities: [{ name: 'mei' }],
    clusters: [
      {
        name: 'prod',
        ...addons,
        holders: {
          ops: { daysLeft: 900, roles: world.isSearcherWeak ? ['restricted@default'] : ['admin'] },
          mei: { daysLeft: 400, ...mapped },
        },
      },
      { name: 'stage', addons: ['ack-ram-authenticator'], holders: { ops: { daysLeft: 900 } } },
    ],
  });
  const { run } = place;
  const sent: string[] = [];
  await using sender = await serverPlace((request, response) => {
    sent.push(request.headers.authorization ?? '');
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"kind":"Status","apiVersion":"v1","status":"Failure","code":401,"reason":"Unauthorized"}');
  });
  const token = await tokenOf(place, world);
  const doors = await doorsOf(place, sender);
  const text = world.server === null ? `TOKEN=${token}\n` : kubeconfigOf(doors[world.server], token);
  const bare = await place.file('sent', text);
  const wrap = wrappings.find(({ name }) => name === world.wrapping)?.wrap ?? ((bytes: Buffer) => bytes);
  const file = await place.file('found', wrap(await readFile(bare), randomFrom(world.index)));

  const isServedAt = async (door: Door): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}` };
    const path = '/api/v1/namespaces/default/pods';
    return (await askKubernetes(door, 'GET', path, undefined, headers)).status === 200;
  };
  const isOpen = await isServedAt(doors.own);
  const isKnown = (await reviewedAt(doors.own, token)) || isOpen;
  // Whoever is mapped tomorrow is let in with it.
  const isClosed = world.kind === 'ram' ? world.isEnded : !isKnown;
  const claims: Claimed[] = [];

  const leak = await run('ops', ['leak', file, '--json']);
  const found = recordsIn(leak.json);
  claims.push({
    what: 'leak of a token, found',
    said: found.length === 0 ? `exit ${leak.code}` : 'found',
    untrue: found.length === 0 && leak.code === 0 ? 'nothing was found, and a token is there' : null,
    isUnknown: found.length === 0,
    couldBeSeen: true,
  });
  for (const each of found) {
    const door = textIn(each, 'door');
    const isUntrue = (door === 'closed' && !isClosed) || (door === 'open' && !isKnown);
    claims.push({
      what: 'leak of a token',
      said: `${door} ${textIn(each, 'reason')}`,
      untrue: isUntrue ? `${door}, and its cluster serves it: ${isOpen}, knows it: ${isKnown}` : null,
      isUnknown: door === 'unknown' || door === 'presumedOpen',
      couldBeSeen: world.server === 'own' && isOpen,
    });
  }
  const told = await run('ops', ['leak', file]);
  const truths = { 'token closed': isClosed, closed: isClosed, 'nothing found': false };
  claims.push(...claimedIn(told, 'leak of a token', truths), markedIn(told, 'leak of a token', isClosed));
  if (world.server !== null) {
    const isServed = world.server !== 'sender' && (await isServedAt(doors[world.server]));
    claims.push(
      ...verifiedIn(await run('ops', ['verify', '--kubeconfig', bare, '--json']), { world, isServed }),
    );
    const words = await run('ops', ['verify', '--kubeconfig', bare]);
    claims.push(...claimedIn(words, 'verify of a sent token', { answers: isServed }));
  }
  claims.push(...(await atAnotherServer(place, world, doors)));
  claims.push({
    what: 'leak of a token, shown',
    said: sent.length === 0 ? 'to nobody else' : 'to the server that the file joins with it',
    untrue:
      sent.length > 0 && world.server !== 'sender' ? 'a token went to a server that no file names' : null,
    isUnknown: false,
    couldBeSeen: false,
  });
  return claims;
}

/** What `verify` says of a context with a token in it. */
function verifiedIn(
  { json }: Awaited<ReturnType<CommandPlace['run']>>,
  { world, isServed }: { readonly world: TokenWorld; readonly isServed: boolean },
): readonly Claimed[] {
  return recordsIn(json).map((each) => {
    const isOk = textIn(each, 'verdict') === 'ok';
    const cause = textIn(each, 'cause');
    const isTrue = isOk ? isServed : cause !== 'expired' || world.isEnded;
    return {
      what: 'verify of a sent token',
      said: isOk ? 'ok' : cause,
      untrue: isTrue ? null : `${isOk ? 'ok' : textIn(each, 'detail')}, served: ${isServed}`,
      isUnknown: cause === 'unknown',
      couldBeSeen: false,
    };
  });
}

/** Her own context with tokens for one cluster, sent to another's server: nothing follows for either's add-on. */
async function atAnotherServer(
  place: CommandPlace,
  world: TokenWorld,
  doors: Doors,
): Promise<readonly Claimed[]> {
  const { run, ackring } = place;
  await run('mei', ['get', 'prod', '--token', '--context', 'by-token', '--no-verify']);
  const text = await readFile(ackring.kubeconfig, 'utf8').catch(() => '');
  if (world.server !== 'otherCluster' || !text.includes(doors.own.server)) return [];
  const authority = (door: Door) => Buffer.from(door.authority).toString('base64');
  await writeFile(
    ackring.kubeconfig,
    text
      .replaceAll(doors.own.server, doors.otherCluster.server)
      .replaceAll(authority(doors.own), authority(doors.otherCluster)),
  );
  const verified = await run('mei', ['verify', 'by-token', '--json']);
  return recordsIn(verified.json).map((each) => {
    const cause = textIn(each, 'cause');
    const isOk = textIn(each, 'verdict') === 'ok';
    const isAboutAddon = ['authenticatorMissing', 'mappingsIgnored', 'identityNotMapped'].includes(cause);
    return {
      what: 'verify of a token at another cluster’s server',
      said: isOk ? 'ok' : cause,
      untrue:
        isOk || isAboutAddon ? `${isOk ? 'ok' : textIn(each, 'detail')}, and the server is stage’s` : null,
      isUnknown: cause === 'unknown',
      couldBeSeen: false,
    };
  });
}

interface Door {
  readonly server: string;
  readonly authority: string;
}

type Doors = Readonly<Record<'own' | 'otherCluster' | 'sender', Door>>;

async function doorsOf({ server, emulator }: CommandPlace, sender: Place): Promise<Doors> {
  const stage = emulator.world.clusters.named('stage');
  if (stage === undefined) throw new Error('the scenario has no stage');
  const other = await judgedServerOf(emulator, stage);
  const { target } = sender;
  return {
    own: { server: server.admin.server, authority: server.admin.authority },
    otherCluster: { server: other.admin.server, authority: other.admin.authority },
    sender: { server: target.server, authority: target.certificateAuthority ?? '' },
  };
}

async function tokenOf(place: CommandPlace, world: TokenWorld): Promise<string> {
  const { server, cluster, emulator } = place;
  if (world.kind === 'ram') {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['mei'] ?? {};
    const signed = new Date(emulator.clock.now().getTime() - (world.isEnded ? 3_600_000 : 0));
    const at = `${signed.toISOString().slice(0, 19)}Z`;
    return vendorRamToken(cluster.id, { accessKeyId, accessKeySecret }, at);
  }
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  await server.create(accounts, { metadata: { name: 'robot' } });
  if (world.isBound)
    await server.create('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
      metadata: { name: 'robot' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
    });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await server.ask(server.admin, 'POST', `${accounts}/robot/token`, request);
  const token = textIn(body, 'status', 'token');
  if (world.isEnded) await server.ask(server.admin, 'DELETE', `${accounts}/robot`);
  return token;
}

async function reviewedAt(door: Door, token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await askKubernetes(door, 'GET', '/api/v1/namespaces', undefined, headers)).status !== 401;
}

function kubeconfigOf({ server, authority }: Door, token: string): string {
  const data = Buffer.from(authority).toString('base64');
  return `apiVersion: v1
kind: Config
current-context: test
clusters:
- name: test
  cluster:
    server: ${server}
    certificate-authority-data: ${data}
users:
- name: test
  user:
    token: ${token}
contexts:
- name: test
  context: {cluster: test, user: test}
`;
}
