import { createPrivateKey } from 'node:crypto';
import { dirname, join } from 'node:path';
import { type IdentityRequest, issueIdentity } from '../identities.js';
import { askKubernetes } from '../kubernetes.js';
import { type Random, randomFrom } from '../random.js';
import { until } from '../until.js';
import {
  type Answering,
  type Cloud,
  openOddDoors,
  openProxies,
  startAnsweringCloud,
} from './answering-servers.js';
import { type KubeconfigHome, kubeconfigText } from './place.js';
import type { Field, Node } from './yaml-text.js';

/** One way to fill an entry, by what it is. */
export type Ways = ReadonlyMap<string, readonly Field[]>;

/** What kubeconfigs are made of whose servers really answer. */
export interface AnsweringWorld extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly clusters: Ways;
  readonly users: Ways;
  /** What lies beside each file, and what its paths point to. */
  readonly besides: ReadonlyMap<string, string>;
}

/** A generated context, and what it was made of. */
export interface DrawnContext {
  readonly cluster: string;
  readonly user: string;
}

const base64 = (text: string): Node => ({ text: Buffer.from(text).toString('base64') });
const server = (text: string): Field => ['server', { text }];
const authority = (text: string): Field => ['certificate-authority-data', base64(text)];
const flag = (key: string, raw = 'true'): Field => [key, { raw }];
const field = (key: string, text: string): Field => [key, { text }];

interface Pair {
  readonly pem: string;
  readonly key: string;
}

const pair = ({ pem, key }: Pair): readonly Field[] => [
  ['client-certificate-data', base64(pem)],
  ['client-key-data', base64(key)],
];

/** An API server that signs what one likes. */
interface Signing extends Answering {
  issue(request: IdentityRequest): Promise<Pair>;
}

/** `real`: API servers of Kubernetes itself, where the embedded cloud has its own. */
export async function startAnsweringWorld(
  real?: Readonly<Record<'alpha' | 'beta', Signing>>,
): Promise<AnsweringWorld> {
  await using undo = new AsyncDisposableStack();
  const cloud = undo.use(await startAnsweringCloud());
  const alpha = real?.alpha ?? (await serverOf(cloud, 'alpha'));
  const beta = real?.beta ?? (await serverOf(cloud, 'beta'));
  const misnamed = await serverOf(cloud, 'misnamed');
  const keys = await issued(alpha, beta);
  const tokens = await tokensOf(alpha, keys);
  await untilBound(alpha, keys, tokens);
  const odd = await openOddDoors(cloud, undo, { behind: alpha, token: tokens.robot });
  const proxies = await openProxies(undo);
  const besides = besideFiles(alpha, keys, tokens);
  const clusters = clusterWays({ alpha, beta, misnamed, odd, proxies });
  const users = userWays({ keys, tokens });
  const all = undo.move();
  return { cloud, clusters, users, besides, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function serverOf(cloud: Cloud, name: string): Promise<Signing> {
  const { world } = cloud.emulator;
  const cluster = cloud.cluster(name);
  const [endpoint] = await world.apiServers.open(cluster);
  const { server: own, client } = await world.authorities.of(cluster);
  const issue = (request: IdentityRequest) => issueIdentity(client, world.keys, request);
  return { url: endpoint?.url ?? '', authority: own.certificate, issue };
}

type Keys = Readonly<
  Record<
    | 'admin'
    | 'holder'
    | 'teamer'
    | 'stranger'
    | 'expired'
    | 'early'
    | 'forServers'
    | 'nameless'
    | 'foreign'
    | 'ofBeta',
    Pair
  >
>;

/** Certificates of everybody who comes: some are bound, some have no right, some are none. */
async function issued(alpha: Signing, beta: Signing): Promise<Keys> {
  const hourMs = 3_600_000;
  const ago = (hours: number) => new Date(Date.now() - hours * hourMs);
  const commonName = 'held-1700000000';
  const admin = await alpha.issue({ commonName: 'admin', organization: 'system:masters' });
  const create = (path: string, object: object) =>
    askKubernetes({ server: alpha.url, authority: alpha.authority, ...admin }, 'POST', path, object);
  const bind = (namespace: string, name: string) =>
    create(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
      metadata: { name: `b-${name.replaceAll(':', '-')}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
    });
  await create('/api/v1/namespaces', { metadata: { name: 'team-a' } });
  await bind('default', commonName);
  await bind('team-a', 'team-1700000000');
  await bind('default', 'system:serviceaccount:default:robot');
  return {
    admin,
    holder: await alpha.issue({ commonName }),
    teamer: await alpha.issue({ commonName: 'team-1700000000' }),
    stranger: await alpha.issue({ commonName: 'former-1600000000' }),
    expired: await alpha.issue({ commonName, notBefore: ago(48), notAfter: ago(24) }),
    early: await alpha.issue({ commonName, notBefore: ago(-24), notAfter: ago(-48) }),
    forServers: await alpha.issue({ commonName, usage: 'server' }),
    nameless: await alpha.issue({ commonName: null }),
    foreign: await beta.issue({ commonName }),
    ofBeta: await beta.issue({ commonName: 'admin', organization: 'system:masters' }),
  };
}

type Tokens = Readonly<Record<'robot' | 'deleted', string>>;

async function tokensOf({ url, authority: own }: Answering, { admin }: Keys): Promise<Tokens> {
  const ask = (method: string, path: string, object?: object) =>
    askKubernetes({ server: url, authority: own, ...admin }, method, path, object);
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  const tokenOf = async (name: string): Promise<string> => {
    await ask('POST', accounts, { metadata: { name } });
    const { body } = await ask('POST', `${accounts}/${name}/token`, {});
    return String((body['status'] as { token?: string } | undefined)?.token);
  };
  const [robot, deleted] = [await tokenOf('robot'), await tokenOf('gone')];
  await ask('DELETE', `${accounts}/gone`);
  return { robot, deleted };
}

/** A real API server takes a moment to learn of a binding. */
async function untilBound({ url, authority: own }: Answering, keys: Keys, { robot }: Tokens): Promise<void> {
  const here = { server: url, authority: own };
  const sees = async (namespace: string, who: Partial<Pair>, headers: Record<string, string> = {}) => {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    return (await askKubernetes({ ...here, ...who }, 'GET', path, undefined, headers)).status === 200;
  };
  await until(() => sees('default', keys.holder));
  await until(() => sees('team-a', keys.teamer));
  await until(() => sees('default', {}, { authorization: `Bearer ${robot}` }));
}

function besideFiles(
  { authority: own }: Answering,
  { holder }: Keys,
  { robot }: Tokens,
): AnsweringWorld['besides'] {
  const credential = (status: object) =>
    JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });
  return new Map([
    ['ca.crt', own],
    ['held.crt', holder.pem],
    ['held.key', holder.key],
    ['token', `${robot}\n`],
    ['empty', ''],
    ['token.json', credential({ token: robot })],
    [
      'pair.json',
      credential({ clientCertificateData: holder.pem, clientKeyData: holder.key, token: undefined }),
    ],
    ['both.json', credential({ clientCertificateData: holder.pem, clientKeyData: holder.key, token: robot })],
    [
      'late.json',
      credential({ token: robot, expirationTimestamp: new Date(Date.now() - 60_000).toISOString() }),
    ],
  ]);
}

interface Doors {
  readonly alpha: Answering;
  readonly beta: Answering;
  readonly misnamed: Answering;
  readonly odd: Readonly<Record<string, Answering>>;
  readonly proxies: Readonly<Record<string, string>>;
}

/** The first counts for half of all. */
function clusterWays({ alpha, beta, misnamed, odd, proxies }: Doors): Ways {
  const open = [server(alpha.url), authority(alpha.authority)];
  const at = (url: string): readonly Field[] => [server(url), authority(alpha.authority)];
  const { port } = new URL(alpha.url);
  const oddOnes = Object.entries(odd).map(
    ([name, { url, authority: own }]) => [name, [server(url), authority(own)]] as const,
  );
  const localhost = (name: string) => odd[name]?.url.replace('127.0.0.1', 'localhost') ?? '';
  return new Map<string, readonly Field[]>([
    ['alpha', open],
    ['beta', [server(beta.url), authority(beta.authority)]],
    ['misnamed', [server(misnamed.url), authority(misnamed.authority)]],
    ['misnamed, by name', [...openOf(misnamed), field('tls-server-name', 'kubernetes.default')]],
    ['alpha, by another name', [...open, field('tls-server-name', 'nobody.example')]],
    ['alpha, by a name with a port', [...open, field('tls-server-name', '127.0.0.1:6443')]],
    ['alpha, by an empty name', [...open, field('tls-server-name', '')]],
    ['no authority', [server(alpha.url)]],
    ['another authority', [server(alpha.url), authority(beta.authority)]],
    ['both authorities', [server(alpha.url), authority(beta.authority + alpha.authority)]],
    ['authority and noise', [server(alpha.url), authority(`hello\n${alpha.authority}\nbye`)]],
    [
      'authority after a broken one',
      [
        server(alpha.url),
        authority(`-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${alpha.authority}`),
      ],
    ],
    ['authority with CRLF', [server(alpha.url), authority(alpha.authority.replaceAll('\n', '\r\n'))]],
    [
      'authority in one line',
      [
        server(alpha.url),
        authority(alpha.authority.replaceAll('\n', ' ').replaceAll(/(-----) | (-----)/g, '$1\n$2')),
      ],
    ],
    [
      'authority, old label',
      [server(alpha.url), authority(alpha.authority.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE'))],
    ],
    ['authority, not PEM', [server(alpha.url), authority('nothing')]],
    ['authority, empty', [server(alpha.url), field('certificate-authority-data', '')]],
    ['authority by path', [server(alpha.url), field('certificate-authority', 'ca.crt')]],
    ['authority by a path to nothing', [server(alpha.url), field('certificate-authority', 'missing.crt')]],
    ['authority twice', [...open, field('certificate-authority', 'ca.crt')]],
    ['unchecked', [server(alpha.url), flag('insecure-skip-tls-verify')]],
    ['unchecked, with an authority', [...open, flag('insecure-skip-tls-verify')]],
    ['checked, so said', [...open, flag('insecure-skip-tls-verify', 'false')]],
    ['misnamed, unchecked', [server(misnamed.url), flag('insecure-skip-tls-verify')]],
    ['expired, unchecked', [server(odd['expired']?.url ?? ''), flag('insecure-skip-tls-verify')]],
    ['a slash', at(`${alpha.url}/`)],
    ['slashes', at(`${alpha.url}//`)],
    ['a path', at(`${alpha.url}/k8s/clusters/c1`)],
    ['a query', at(`${alpha.url}?a=b`)],
    ['a login', at(alpha.url.replace('https://', 'https://me:secret@'))],
    ['capitals', at(alpha.url.replace('https', 'HTTPS'))],
    // Of somebody who listens for TLS, kubectl asks for a minute.
    ['without TLS', at('http://127.0.0.1:1')],
    ['without a scheme', at('127.0.0.1:1')],
    ['another scheme', at(alpha.url.replace('https', 'wss'))],
    ['blanks', at(` ${alpha.url} `)],
    ['nobody there', at('https://127.0.0.1:1')],
    ['a leading zero', at(`https://127.0.0.1:0${port}`)],
    ['an address in six', at(`https://[::ffff:127.0.0.1]:${port}`)],
    ['a port too high', at('https://127.0.0.1:99999')],
    ['localhost', [server(localhost('localhost')), authority(odd['localhost']?.authority ?? '')]],
    ['localhost, dotted', [server(localhost('dotted')), authority(odd['dotted']?.authority ?? '')]],
    ['no server', [authority(alpha.authority)]],
    ['an empty server', at('')],
    ...Object.entries(proxies).map(
      ([name, url]) => [`proxy, ${name}`, [...open, field('proxy-url', url)]] as const,
    ),
    ['proxy, of no kind', [...open, field('proxy-url', 'ftp://127.0.0.1:1')]],
    ['proxy, empty', [...open, field('proxy-url', '')]],
    ['no compression', [...open, flag('disable-compression')]],
    ...oddOnes.map(([name, fields]) => [`certificate, ${name}`, fields] as const),
  ]);
}

function openOf({ url, authority: own }: Answering): readonly Field[] {
  return [server(url), authority(own)];
}

interface Held {
  readonly keys: Keys;
  readonly tokens: Tokens;
}

/** The first counts for half of all. */
function userWays({ keys, tokens }: Held): Ways {
  const { holder, admin } = keys;
  const held = pair(holder);
  const as = (name: string): Field => field('as', name);
  const groups: Field = ['as-groups', { list: [{ text: 'system:masters' }] }];
  const sealed = createPrivateKey(holder.key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
    .toString();
  const pkcs1 = createPrivateKey(holder.key).export({ type: 'pkcs1', format: 'pem' }).toString();
  return new Map<string, readonly Field[]>([
    ['holder', held],
    ...Object.entries(keys).map(([name, each]) => [name, pair(each)] as const),
    ['holder, key in PKCS #1', pair({ ...holder, key: pkcs1 })],
    ['holder, encrypted key', pair({ ...holder, key: sealed })],
    ['holder, another key', pair({ ...holder, key: admin.key })],
    ['holder, no key', held.slice(0, 1)],
    ['holder, no certificate', held.slice(1)],
    ['holder, empty key', [...held.slice(0, 1), field('client-key-data', '')]],
    ['holder, with its authority', pair({ ...holder, pem: holder.pem + keys.ofBeta.pem })],
    ['holder, behind another', pair({ ...holder, pem: keys.ofBeta.pem + holder.pem })],
    ['holder, with noise', pair({ pem: `subject=x\n${holder.pem}`, key: `Bag Attributes\n${holder.key}` })],
    ['holder, both in one', pair({ pem: holder.key + holder.pem, key: holder.pem + holder.key })],
    ['holder, CRLF', pair({ pem: holder.pem.replaceAll('\n', '\r\n'), key: holder.key })],
    ['holder, old label', pair({ ...holder, pem: holder.pem.replaceAll(' CERT', ' X509 CERT') })],
    ['holder, by path', [field('client-certificate', 'held.crt'), field('client-key', 'held.key')]],
    ['holder, key missing', [field('client-certificate', 'held.crt'), field('client-key', 'gone.key')]],
    ['holder, twice', [...held, field('client-certificate', 'held.crt')]],
    ['token', [field('token', tokens.robot)]],
    ['token with blanks', [field('token', ` ${tokens.robot}\n`)]],
    ['token, deleted account', [field('token', tokens.deleted)]],
    ['token, unknown', [field('token', 'abc.def.ghi')]],
    ['token, empty', [field('token', '')]],
    ['token beside the holder', [...held, field('token', tokens.robot)]],
    ['bad token beside the holder', [...held, field('token', 'abc')]],
    ['token file', [field('tokenFile', 'token')]],
    ['token file over a bad token', [field('tokenFile', 'token'), field('token', 'abc')]],
    ['token file missing', [field('tokenFile', 'gone')]],
    ['token file missing, with a token', [field('tokenFile', 'gone'), field('token', tokens.robot)]],
    ['token file empty', [field('tokenFile', 'empty')]],
    ['token and password', [field('token', tokens.robot), field('username', 'u'), field('password', 'p')]],
    ['password', [field('username', 'u'), field('password', 'p')]],
    ['password beside the holder', [...held, field('username', 'u'), field('password', 'p')]],
    ['nothing', []],
    ['as itself', [...held, as('held-1700000000')]],
    ['admin as the holder', [...pair(admin), as('held-1700000000')]],
    ['admin as a stranger', [...pair(admin), as('nobody')]],
    ['admin as a member of masters', [...pair(admin), as('nobody'), groups]],
    ['admin as a group alone', [...pair(admin), groups]],
    ['admin, with a uid alone', [...pair(admin), field('as-uid', '1')]],
    ['admin, with extras', [...pair(admin), as('held-1700000000'), extras]],
    ['provider, gone', [['auth-provider', { fields: [field('name', 'gcp')] }]]],
    ['provider, beside the holder', [...held, ['auth-provider', { fields: [field('name', 'azure')] }]]],
    ...plugIns(held).map(([name, fields]) => [`plug-in, ${name}`, fields] as const),
  ]);
}

const extras: Field = ['as-user-extra', { fields: [['acme.io/Why', { list: [{ text: 'a b' }] }]] }];

/** They read what lies beside the file; a command finds it by `BESIDE`, which the run sets. */
function plugIns(held: readonly Field[]): readonly (readonly [string, readonly Field[]])[] {
  const exec = (script: string, more: readonly Field[] = []): Field => {
    const given = new Set(more.map(([key]) => key));
    const usual: readonly Field[] = [
      field('apiVersion', 'client.authentication.k8s.io/v1'),
      field('command', 'sh'),
      ['args', { list: ['-c', script].map((text) => ({ text })) }],
      field('interactiveMode', 'Never'),
    ];
    return ['exec', { fields: [...usual.filter(([key]) => !given.has(key)), ...more] }];
  };
  const tell = 'cat "$BESIDE/token.json"';
  const variables: Field = [
    'env',
    { list: [{ fields: [field('name', 'WHICH'), field('value', 'token.json')] }] },
  ];
  return [
    ['token', [exec(tell)]],
    ['pair', [exec('cat "$BESIDE/pair.json"')]],
    ['pair and token', [exec('cat "$BESIDE/both.json"')]],
    ['already over', [exec('cat "$BESIDE/late.json"')]],
    ['by its variable', [exec('cat "$BESIDE/$WHICH"', [variables])]],
    ['slow', [exec(`sleep 1; ${tell}`)]],
    ['failing', [exec(`${tell}; exit 3`)]],
    ['silent', [exec('true')]],
    ['talking', [exec(`echo hello; ${tell}`)]],
    ['missing', [exec('', [field('command', 'ackring-no-such-plug-in')])]],
    ['for terminals', [exec(tell, [field('interactiveMode', 'Always')])]],
    ['if there is one', [exec(tell, [field('interactiveMode', 'IfAvailable')])]],
    ['no mode', [exec(tell, [field('interactiveMode', '')])]],
    ['old version', [exec(tell, [field('apiVersion', 'client.authentication.k8s.io/v1alpha1')])]],
    ['other version', [exec(tell, [field('apiVersion', 'client.authentication.k8s.io/v1beta1')])]],
    [
      'told of the cluster',
      [
        exec(`printf %s "$KUBERNETES_EXEC_INFO" | grep -q '"server"' && ${tell}`, [
          flag('provideClusterInfo'),
        ]),
      ],
    ],
    ['told of nothing', [exec(`printf %s "$KUBERNETES_EXEC_INFO" | grep -q '"server"' && ${tell}`)]],
    ['beside the holder', [...held, exec('exit 1')]],
    ['beside a bad token', [field('token', 'abc'), exec(tell)]],
    ['reading its input', [exec(`cat; ${tell}`)]],
    ['impersonating', [exec(tell), field('as', 'nobody')]],
  ];
}

export interface AnsweringHome extends KubeconfigHome {
  /** By the name of the context, of which each is drawn once. */
  readonly drawn: ReadonlyMap<string, DrawnContext>;
}

/**
 * Made from the seed alone (and the world): two files in KUBECONFIG which share the names of entries, as ACK's do, so that
 * a context is led to the first file's; every context is drawn once.
 */
export function generatedAnswering(seed: number, world: AnsweringWorld): AnsweringHome {
  const random = randomFrom(seed);
  const files = new Map<string, { kind: 'text'; text: string }>();
  const drawn = new Map<string, DrawnContext>();
  for (const path of ['work/a.yaml', 'work/sub/b.yaml']) {
    const contexts = Array.from({ length: 1 + random.below(3) }, () => drawContext(world, random, drawn));
    files.set(path, { kind: 'text', text: kubeconfigText(() => fieldsOf(contexts, world, random), random) });
    for (const [name, text] of world.besides) files.set(join(dirname(path), name), { kind: 'text', text });
  }
  return { files, members: ['a.yaml', 'sub/b.yaml'], explicit: '', drawn };
}

interface Named extends DrawnContext {
  readonly context: string;
  readonly namespace: string | null;
}

function drawContext(
  { clusters, users }: AnsweringWorld,
  random: Random,
  drawn: Map<string, DrawnContext>,
): Named {
  const one = (ways: Ways): string => {
    const names = [...ways.keys()];
    return random.once(2) ? (names[0] ?? '') : random.one(names);
  };
  const made = { cluster: one(clusters), user: one(users) };
  const context = `c${drawn.size}`;
  drawn.set(context, made);
  return { ...made, context, namespace: random.once(3) ? random.one(['team-a', 'default']) : null };
}

function fieldsOf(
  contexts: readonly Named[],
  { clusters, users }: AnsweringWorld,
  random: Random,
): readonly Field[] {
  const nameOf = (what: string): string => (random.once(4) ? 'kubernetes' : what);
  const named = contexts.map((each) => ({ ...each, as: nameOf(each.cluster), by: nameOf(each.user) }));
  // kubectl refuses a file that has a name twice.
  const list = (noun: string, entries: readonly (readonly [string, readonly Field[]])[]): Node => {
    const kept = random.once(40) ? entries : [...new Map(entries)];
    return { list: kept.map(([name, fields]) => ({ fields: [[noun, { fields }], field('name', name)] })) };
  };
  const context = (each: (typeof named)[number]): readonly Field[] => [
    field('cluster', each.as),
    ...(each.namespace === null ? [] : [field('namespace', each.namespace)]),
    field('user', each.by),
  ];
  return [
    field('apiVersion', 'v1'),
    [
      'clusters',
      list(
        'cluster',
        named.map((each) => [each.as, clusters.get(each.cluster) ?? []]),
      ),
    ],
    [
      'contexts',
      list(
        'context',
        named.map((each) => [each.context, context(each)]),
      ),
    ],
    field('kind', 'Config'),
    [
      'users',
      list(
        'user',
        named.map((each) => [each.by, users.get(each.user) ?? []]),
      ),
    ],
  ];
}
