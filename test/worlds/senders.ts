import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type Place, place as serverPlace } from '@ackring/testkit/api-server-place';
import { type ClientIdentity, kubeconfigOf } from '@ackring/testkit/client-identity';
import { judgedServerOf } from '@ackring/testkit/emulated-api-server';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { officialAckClient } from '@ackring/testkit/official-ack-client';
import { keyOf as keyOfCaller } from '@ackring/testkit/official-rpc-client';
import { type Random, randomFrom } from '@ackring/testkit/random';
import { byteWrappings, textWrappings } from '@ackring/testkit/wrappings';
import { type CommandPlace, commandPlace } from './command-place.js';
import type { Claimed, Worlds } from './held-claims.js';
import { allowedTo } from './played-world.js';
import { claimedIn, markedIn, recordsIn, textIn } from './told.js';

/** A kubeconfig that somebody sent: whose key is in it, which server it names, and what that answers. */
export interface SenderWorld {
  readonly index: number;
  readonly server: 'own' | 'otherCluster' | keyof typeof liars | 'away';
  /** In force, of before a renewal, of before a revoke, of nobody’s authority with her name in it. */
  readonly key: 'inForce' | 'older' | 'revoked' | 'forged';
  /** Whoever searches may not read what is bound in the cluster. */
  readonly isSearcherWeak: boolean;
  /** The context is called as ACK calls it: that makes it the cluster’s, by its name alone. */
  readonly isCalledAsAck: boolean;
  readonly roles: readonly string[];
  readonly daysLeft: 100 | 400;
  /** What the file was wrapped in when it was found. */
  readonly wrapping: string;
}

export const senders: Worlds<SenderWorld> = { draw, smaller, play };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const send = (response: ServerResponse, status: number, body: unknown, type = 'application/json'): void => {
  response.writeHead(status, { 'content-type': type });
  response.end(type === 'application/json' ? JSON.stringify(body) : String(body));
};
const failure = (code: number, reason: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  reason,
});
const nameOf = ({ socket }: IncomingMessage): string => {
  const { subject } = (socket as TLSSocket).getPeerCertificate();
  return String(Object(subject)['CN'] ?? 'nobody');
};
const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [],
  incomplete: false,
};

/** To a review, and to everything else. */
function lying(review: (name: string) => unknown, rest: Answer): Answer {
  return (request, response) => {
    const { url = '' } = request;
    if (url.includes('selfsubjectreviews')) {
      const userInfo = review(nameOf(request));
      return send(response, 201, { kind: 'SelfSubjectReview', status: { userInfo } });
    }
    return rest(request, response);
  };
}

const member = (username: string) => ({ username, groups: ['system:users', 'system:authenticated'] });
const yes: Answer = ({ url = '' }, response) => {
  if (url.includes('rulesreviews'))
    return send(response, 201, { kind: 'SelfSubjectRulesReview', status: everything });
  if (url.includes('accessreviews')) return send(response, 201, { status: { allowed: true } });
  return send(response, 200, { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] });
};

/** Servers that answer what they like. */
const liars = {
  yesToAll: lying(member, yes),
  namesAnother: lying(() => member('somebody'), yes),
  saysYesAndRefuses: lying(member, ({ url = '' }, response) =>
    url.includes('reviews')
      ? yes({ url } as IncomingMessage, response)
      : send(response, 403, failure(403, 'Forbidden')),
  ),
  rejectsAll: (_, response) => send(response, 401, failure(401, 'Unauthorized')),
  forbidsAll: (_, response) => send(response, 403, failure(403, 'Forbidden')),
  isNoApiServer: (_, response) => send(response, 200, '<html>Sign in</html>', 'text/html'),
  saysNothing: (_, response) => send(response, 200, {}),
  cuts: (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
    response.write('{"kind":"NamespaceList","items":[');
    response.destroy();
  },
} as const satisfies Record<string, Answer>;

const serverKinds = [
  'own',
  'otherCluster',
  'away',
  ...(Object.keys(liars) as (keyof typeof liars)[]),
] as const;

const wrappings = [...byteWrappings, ...textWrappings];

function draw(random: Random, index: number): SenderWorld {
  return {
    index,
    server: random.one(['own', 'rejectsAll', random.one(serverKinds), random.one(serverKinds)] as const),
    key: random.one(['inForce', 'older', 'older', 'revoked', 'forged'] as const),
    isSearcherWeak: random.once(3),
    isCalledAsAck: !random.once(3),
    roles: random.one([['admin'], ['dev@default'], []]),
    daysLeft: random.one([100, 400] as const),
    wrapping: random.one(wrappings).name,
  };
}

function smaller(world: SenderWorld): readonly SenderWorld[] {
  return [
    ...(world.isCalledAsAck ? [{ ...world, isCalledAsAck: false }] : []),
    ...(world.key === 'inForce' ? [] : [{ ...world, key: 'inForce' as const }]),
  ];
}

async function play(world: SenderWorld): Promise<readonly Claimed[]> {
  const addons = ['ack-ram-authenticator'];
  const holders = {
    ops: { daysLeft: 900, roles: world.isSearcherWeak ? ['restricted@default'] : ['admin'] },
    mei: { daysLeft: world.daysLeft, roles: world.roles, lastSeenDaysAgo: 20 },
  };
  await using place = await commandPlace({
    identities: [{ name: 'mei' }],
    clusters: [
      { name: 'prod', addons, holders },
      { name: 'stage', addons, holders: { ops: { daysLeft: 900 } } },
    ],
  });
  const { run, cluster } = place;
  const bearers: string[] = [];
  await using liar = await liarOf(world, bearers);
  const key = await keyOf(place, world);
  const server = await serverOf(place, world, liar);
  const identity: ClientIdentity = { ...key, ...server };
  const uid = place.uid('mei');
  const name = world.isCalledAsAck ? `${uid}-${cluster.id}` : 'team';
  const file = await place.file(
    'sent.yaml',
    kubeconfigOf(identity).replaceAll('"test"', JSON.stringify(name)),
  );
  await run('ops', ['get', 'prod', '--long-term', '--merge', '--no-verify']);

  const groups = ['system:users', 'system:authenticated'];
  const atCluster =
    world.key === 'forged' ? new Set() : await allowedTo(place.server, { user: key.commonName, groups });
  const isServed = await isServedAt(identity);
  const truths = { closed: atCluster.size === 0, answers: isServed, 'nothing found': false };
  const claims: Claimed[] = [];

  for (const each of recordsIn((await run('ops', ['leak', file, '--json'])).json)) {
    const door = textIn(each, 'door');
    const isUntrue =
      (door === 'closed' && atCluster.size > 0) || (door === 'open' && atCluster.size === 0 && !isServed);
    claims.push({
      what: 'leak',
      said: `${door} ${textIn(each, 'reason')}`,
      untrue: isUntrue ? `${door}, and it may: ${[...atCluster].join()}; served: ${isServed}` : null,
      isUnknown: door === 'unknown' || door === 'presumedOpen',
      couldBeSeen: false,
    });
  }
  const leakTold = await run('ops', ['leak', file]);
  claims.push(...claimedIn(leakTold, 'leak', truths), markedIn(leakTold, 'leak', truths.closed));
  claims.push(...(await foundWrapped(place, world, file)));
  for (const each of recordsIn((await run('ops', ['verify', '--kubeconfig', file, '--json'])).json)) {
    const isOk = textIn(each, 'verdict') === 'ok';
    const cause = textIn(each, 'cause');
    claims.push({
      what: 'verify',
      said: isOk ? 'ok' : cause,
      untrue: isOk && !isServed ? `ok, and ${world.server} serves nothing` : null,
      isUnknown: cause === 'unknown' || cause === 'serverError',
      couldBeSeen: world.server === 'own' && isServed,
    });
  }
  const verifyTold = await run('ops', ['verify', '--kubeconfig', file]);
  claims.push(...claimedIn(verifyTold, 'verify', truths), markedIn(verifyTold, 'verify', truths.answers));
  return [...claims, ...(await takenIn(place, world, { file, bearers }))];
}

/** However it was wrapped, it is found, or it is said that something was not looked into. */
async function foundWrapped(
  place: CommandPlace,
  { wrapping, index }: SenderWorld,
  file: string,
): Promise<readonly Claimed[]> {
  const { wrap } = wrappings.find(({ name }) => name === wrapping) ?? { wrap: (bytes: Buffer) => bytes };
  const hidden = await place.file('hidden', wrap(await readFile(file), randomFrom(index)));
  const leak = await place.run('ops', ['leak', hidden, '--no-probe']);
  const [told] = claimedIn(leak, 'leak of what is wrapped', { 'nothing found': false });
  // Found, and of nobody knows whom, is 7 as well.
  const isInPart = leak.code === 7 && /not searched/.test(leak.words);
  return [
    told ?? {
      what: 'leak of what is wrapped',
      said: isInPart ? 'not all was searched' : 'found',
      untrue: null,
      isUnknown: isInPart,
      couldBeSeen: true,
    },
  ];
}

/** She merges what was sent, renews, and moves to tokens: nothing of hers may go to a server that is not the cluster's. */
async function takenIn(
  { run, ackring }: CommandPlace,
  world: SenderWorld,
  { file, bearers }: { readonly file: string; readonly bearers: readonly string[] },
): Promise<readonly Claimed[]> {
  const isOthers = world.server !== 'own';
  await run('mei', ['merge', file]);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  const renewed = await run('mei', ['renew', '--all']);
  const after = await readFile(ackring.kubeconfig, 'utf8');
  const isRenewed = / d → /.test(renewed.words);
  const claims: Claimed[] = [
    {
      what: 'renew',
      said: isRenewed ? 'renewed' : `exit ${renewed.code}`,
      untrue: isOthers && isRenewed && before !== after ? `renewed beside ${world.server}` : null,
      isUnknown: !isRenewed,
      couldBeSeen: false,
    },
  ];
  claims.push(...claimedIn(renewed, 'renew', { renewed: before !== after && !isOthers, answers: !isOthers }));
  await run('mei', ['migrate', '--user', 'mei', '--quiet-days', '0', '--confirm', 'mei']);
  await run('mei', ['verify', '--all']);
  const sent = bearers.filter((each) => each.includes('k8s-ack-v2'));
  claims.push({
    what: 'migrate',
    said: sent.length === 0 ? 'no token was sent' : 'a token was sent',
    untrue: sent.length === 0 ? null : 'her token went to the sender’s server',
    isUnknown: false,
    couldBeSeen: false,
  });
  return claims;
}

async function liarOf({ server }: SenderWorld, bearers: string[]): Promise<Place> {
  const answer: Answer = server in liars ? liars[server as keyof typeof liars] : liars.rejectsAll;
  return serverPlace((request, response) => {
    bearers.push(request.headers.authorization ?? '');
    answer(request, response);
  });
}

async function serverOf(
  place: CommandPlace,
  { server }: SenderWorld,
  liar: Place,
): Promise<Pick<ClientIdentity, 'server' | 'authority'>> {
  const { admin } = place.server;
  if (server === 'own') return { server: admin.server, authority: admin.authority };
  if (server === 'away') return { server: 'https://127.0.0.1:1', authority: admin.authority };
  if (server !== 'otherCluster')
    return { server: liar.target.server, authority: liar.target.certificateAuthority ?? '' };
  const stage = place.emulator.world.clusters.named('stage');
  if (stage === undefined) throw new Error('the scenario has no stage');
  const other = await judgedServerOf(place.emulator, stage);
  return { server: other.admin.server, authority: other.admin.authority };
}

async function keyOf(place: CommandPlace, { key }: SenderWorld): Promise<ClientIdentity> {
  const held = await place.held('mei');
  const dayMs = 86_400_000;
  const at = (days: number): Date => new Date(Date.now() + days * dayMs);
  if (key === 'older')
    return place.server.issue({ commonName: held.key.commonName, notBefore: at(-1_035), notAfter: at(60) });
  if (key === 'forged') return place.server.issueElsewhere(held.key.commonName);
  const { emulator, cluster } = place;
  if (key === 'revoked')
    await officialAckClient(emulator, keyOfCaller(emulator, 'mei')).revokeK8sClusterKubeConfig(cluster.id);
  return held.key;
}

/** Whether kubectl would be served anything there. */
async function isServedAt(identity: ClientIdentity): Promise<boolean> {
  const paths = [
    '/api/v1/namespaces',
    '/api/v1/namespaces/default/pods',
    '/api/v1/namespaces/default/secrets',
  ];
  for (const path of paths) {
    const answer = await askKubernetes(identity, 'GET', path).catch(() => null);
    if (answer?.status === 200 && /List$/.test(String(answer.body['kind']))) return true;
  }
  return false;
}
