import { dirname, join } from 'node:path';
import { type Random, randomFrom } from '../random.js';
import { type KubeconfigHome, kubeconfigFiles, kubeconfigText, membersOf } from './place.js';
import type { Field, Node } from './yaml-text.js';

/** A certificate with its key, PEM. */
export interface HeldPair {
  readonly certificate: string;
  readonly key: string;
}

/** A cluster of the cloud, and what its holder has of it. */
export interface HeldCluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly servers: Readonly<Record<'public' | 'private', string>>;
  readonly authority: string;
  readonly held: HeldPair;
}

/** What homes of holders are made from. */
export interface HeldStock {
  readonly uid: string;
  readonly clusters: readonly HeldCluster[];
  /** Somebody else's server and authority, and a certificate with the holder's name. */
  readonly sender: HeldPair & { readonly server: string; readonly authority: string };
  readonly expired: HeldPair;
}

/**
 * Made from the seed alone (and the stock): files of somebody who holds the clusters, as ACK gives them, as ackring
 * merges them, as others sent them and as people leave them behind; they share names, and are named in every way.
 */
export function generatedHolding(seed: number, stock: HeldStock): KubeconfigHome {
  const random = randomFrom(seed);
  const files = new Map<string, { kind: 'text'; text: string } | { kind: 'link'; to: string }>();
  for (const path of kubeconfigFiles) {
    if (random.once(4)) continue;
    files.set(path, { kind: 'text', text: kubeconfigText(() => fieldsOf(stock, random), random) });
    for (const [name, text] of Object.entries(besides(stock)))
      files.set(join(dirname(path), name), { kind: 'text', text });
  }
  files.set('work/link.yaml', { kind: 'link', to: 'a.yaml' });
  return { files, members: membersOf(random), explicit: '' };
}

/** Certificates and keys in files of their own. */
function besides({ clusters: [first], sender }: HeldStock): Readonly<Record<string, string>> {
  return {
    'held.crt': first?.held.certificate ?? '',
    'held.key': first?.held.key ?? '',
    'held-ca.crt': first?.authority ?? '',
    'sent-ca.crt': sender.authority,
  };
}

function fieldsOf(stock: HeldStock, random: Random): readonly Field[] {
  const entries = Array.from({ length: 1 + random.below(3) }, () => entriesOf(stock, random));
  const contexts = named(entries.map(({ context }) => context));
  return [
    ['apiVersion', { text: 'v1' }],
    ['clusters', { list: named(entries.map(({ cluster }) => cluster)).map((each) => item('cluster', each)) }],
    ['contexts', { list: contexts.map((each) => item('context', each)) }],
    ['current-context', { text: random.once(3) ? '' : (random.one(entries).context?.name ?? 'gone') }],
    ['kind', { text: 'Config' }],
    ['users', { list: named(entries.map(({ user }) => user)).map((each) => item('user', each)) }],
  ];
}

interface Entry {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Each name once: kubectl refuses a file that has one twice. */
function named(entries: readonly (Entry | null)[]): readonly Entry[] {
  return [...new Map(entries.flatMap((each) => (each === null ? [] : [[each.name, each]]))).values()];
}

function item(noun: string, { name, fields }: Entry): Node {
  return {
    fields: [
      [noun, { fields }],
      ['name', { text: name }],
    ],
  };
}

/** A context with its cluster and user, one of which is sometimes missing. */
function entriesOf(stock: HeldStock, random: Random): Record<'cluster' | 'context' | 'user', Entry | null> {
  const cluster = random.one(stock.clusters);
  const names = random.one(namings)(cluster, stock, random);
  const namespace: Field[] = random.once(3) ? [['namespace', { text: random.one(['team-a', 'web']) }]] : [];
  const marks = (): readonly Field[] => (names.isOurs ? [marked(cluster, stock)] : []);
  const credential = random.one(credentials)(cluster, stock, random);
  return {
    cluster: random.once(10)
      ? null
      : { name: names.cluster, fields: [...random.one(doors)(cluster, stock, random), ...marks()] },
    context: random.once(8)
      ? null
      : {
          name: names.context,
          fields: [
            ['cluster', { text: names.cluster }],
            ...namespace,
            ['user', { text: names.user }],
            ...marks(),
          ],
        },
    user: random.once(10) ? null : { name: names.user, fields: [...credential, ...marks()] },
  };
}

type Naming = (
  cluster: HeldCluster,
  stock: HeldStock,
  random: Random,
) => Record<'cluster' | 'context' | 'user', string> & { readonly isOurs: boolean };

const asAck: Naming = ({ id }, { uid }) => ({
  cluster: 'kubernetes',
  context: `${uid}-${id}`,
  user: uid,
  isOurs: false,
});

const asOurs: Naming = ({ name }) => ({ cluster: name, context: name, user: name, isOurs: true });

const namings: readonly Naming[] = [
  asAck,
  asAck,
  asOurs,
  asOurs,
  // Renamed by its holder.
  (cluster, stock, random) => ({ ...asOurs(cluster, stock, random), context: random.one(['dev', 'prod']) }),
  (_, __, random) => {
    const one = () => random.one(['dev', 'prod', 'kubernetes']);
    return { cluster: one(), context: one(), user: one(), isOurs: random.once(4) };
  },
  // ACK's own name of a context over entries that somebody shares with others.
  (cluster, stock, random) => ({
    ...asAck(cluster, stock, random),
    cluster: random.one(['kubernetes', 'dev', cluster.name]),
    user: random.one([stock.uid, 'dev', cluster.name]),
  }),
];

function marked({ id, name, region }: HeldCluster, { uid }: HeldStock): Field {
  const extension: Field[] = [
    ['access', { text: 'public' }],
    ['clusterId', { text: id }],
    ['clusterName', { text: name }],
    ['identity', { text: uid }],
    ['kind', { text: 'long-term' }],
    ['region', { text: region }],
  ];
  return [
    'extensions',
    {
      list: [
        {
          fields: [
            ['extension', { fields: extension }],
            ['name', { text: 'ackring.dev/v1' }],
          ],
        },
      ],
    },
  ];
}

type FieldsOf = (cluster: HeldCluster, stock: HeldStock, random: Random) => readonly Field[];

const base64 = (text: string): Node => ({ text: Buffer.from(text).toString('base64') });
const server = (text: string): Field => ['server', { text }];
const authority = (text: string): Field => ['certificate-authority-data', base64(text)];

const open: FieldsOf = ({ servers, authority: own }) => [server(servers.public), authority(own)];

/** The cluster entries: its own endpoints, and everything that looks nearly so. */
const doors: readonly FieldsOf[] = [
  open,
  open,
  open,
  open,
  ({ servers, authority: own }) => [server(servers.private), authority(own)],
  (_, { sender }) => [server(sender.server), authority(sender.authority)],
  ({ servers }, { sender }) => [server(servers.public), authority(sender.authority)],
  ({ authority: own }, { sender }) => [server(sender.server), authority(own)],
  ({ servers, authority: own }, { sender }) => [server(servers.public), authority(own + sender.authority)],
  ({ servers }) => [server(servers.public), ['insecure-skip-tls-verify', { raw: 'true' }]],
  ({ servers }) => [server(servers.public), ['certificate-authority', { text: 'held-ca.crt' }]],
  ({ servers }) => [server(servers.public), ['certificate-authority', { text: 'sent-ca.crt' }]],
  ({ servers, authority: own }) => [server(`${servers.public}/path`), authority(own)],
  ({ servers, authority: own }) => [server(servers.public.replace('https', 'http')), authority(own)],
  (...all) => [...open(...all), ['tls-server-name', { text: 'kubernetes.default' }]],
  (...all) => [...open(...all), ['proxy-url', { text: 'http://127.0.0.1:1' }]],
];

function pair({ certificate, key }: HeldPair): readonly Field[] {
  return [
    ['client-certificate-data', base64(certificate)],
    ['client-key-data', base64(key)],
  ];
}

const held: FieldsOf = (cluster) => pair(cluster.held);

/** The user entries. */
const credentials: readonly FieldsOf[] = [
  held,
  held,
  held,
  held,
  (_, { clusters }, random) => pair(random.one(clusters).held),
  (_, { sender }) => pair(sender),
  (_, { expired }) => pair(expired),
  () => [
    ['client-certificate', { text: 'held.crt' }],
    ['client-key', { text: 'held.key' }],
  ],
  () => [['token', { text: 'abc.def' }]],
  (...all) => [...held(...all), ['as', { text: 'jane' }]],
  (...all) => [...held(...all), ['token', { text: 'abc.def' }]],
  () => [
    [
      'exec',
      {
        fields: [
          ['apiVersion', { text: 'client.authentication.k8s.io/v1beta1' }],
          ['command', { text: './plugin' }],
          ['interactiveMode', { text: 'Never' }],
        ],
      },
    ],
  ],
  ({ id, region }) => [
    [
      'exec',
      {
        fields: [
          ['apiVersion', { text: 'client.authentication.k8s.io/v1beta1' }],
          [
            'args',
            { list: ['exec-credential', '--cluster', id, '--region', region].map((text) => ({ text })) },
          ],
          ['command', { text: 'ackring' }],
          ['interactiveMode', { text: 'Never' }],
        ],
      },
    ],
  ],
  () => [],
];
