import { randomFrom } from '@ackring/testkit/random';
import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import { byteWrappings, textWrappings, type Wrapping } from '@ackring/testkit/wrappings';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { kubeconfigTexts } from './embedded.js';
import { leaksIn } from './leaks-in.js';

// One file with the keys of several clusters, in whatever holds texts: each key is told to be its own cluster's, or of
// a cluster that nobody has joined to it.

interface Part {
  readonly clusters: readonly { readonly cluster: object }[];
  readonly users: readonly { readonly user: object }[];
}

const count = 6;
const parts = Promise.all(
  Array.from({ length: count }, async (_, at) => {
    const clusterId = specimenClusterId(at + 1);
    const server = `https://203.0.113.${at + 1}:6443`;
    const issuedAt = new Date(Date.UTC(2026, 5, at + 1));
    const { yaml, certificate } = await makeSpecimen({
      clusterId,
      server,
      issuedAt,
      keyNumber: at % 2 === 0 ? 0 : 1,
    });
    const { clusters, users } = parse(yaml) as Part;
    return { clusterId, server, certificate, cluster: clusters[0]?.cluster, user: users[0]?.user };
  }),
);

const owner = {
  ...{ access: 'public', account: '1186496313266598', identity: specimenUid },
  ...{ kind: 'long-term', region: 'cn-hangzhou' },
};

/** As kubectl prints it: all clusters, then all contexts, then all users, each by name. */
async function merged({
  hasMarks,
  names,
}: {
  readonly hasMarks: boolean;
  readonly names: readonly string[];
}) {
  const entries = (await parts).map((part, at) => ({
    ...part,
    name: names[at] ?? `${specimenUid}-${part.clusterId}`,
  }));
  const byName = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const mark = ({ clusterId, name }: { readonly clusterId: string; readonly name: string }) => ({
    extensions: [{ name: 'ackring.dev/v1', extension: { ...owner, clusterId, clusterName: name } }],
  });
  return stringify(
    {
      apiVersion: 'v1',
      clusters: byName.map((each) => ({
        name: each.name,
        cluster: { ...each.cluster, ...(hasMarks ? mark(each) : {}) },
      })),
      contexts: byName.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
      'current-context': byName[0]?.name,
      kind: 'Config',
      // kubectl sorts users by their own names, which may be in another order than the clusters'.
      users: byName.toReversed().map(({ name, user }) => ({ name, user })),
    },
    { lineWidth: 0 },
  );
}

/** The server of each key: `?` before one that is no more than near. */
async function pairs(bytes: Buffer): Promise<readonly string[]> {
  const { leaks } = leaksIn(bytes);
  const known = await parts;
  return leaks
    .map(({ finding, clientCertificate }) => {
      const at = known.findIndex(({ certificate }) => certificate.trim() === clientCertificate.trim());
      const { clusterId, server, isJoined } = finding;
      if (!isJoined) return `${at} ?`;
      const own = known[at];
      // Without marks, names of one's own tell no cluster.
      const isOwn = server === own?.server && (clusterId ?? own?.clusterId) === own?.clusterId;
      return `${at} ${isOwn ? 'its own' : 'ANOTHER’S'}`;
    })
    .toSorted();
}

const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);
const text = (name: string, wrap: (yaml: string) => string): Wrapping => ({
  name,
  wrap: (bytes) => Buffer.from(wrap(bytes.toString())),
});

/** In these it is still a text that a person reads. */
const holders: readonly Wrapping[] = [
  text('nothing', (yaml) => yaml),
  text(
    'a ConfigMap',
    (yaml) => `kind: ConfigMap\ndata:\n  kubeconfig: |\n${indented(yaml, '    ')}  other: x\n`,
  ),
  text('Helm values', (yaml) => `a:\n  b:\n    c: |-\n${indented(yaml, '      ')}image: nginx\n`),
  text('a list', (yaml) => `files:\n  - path: x\n    content: |\n${indented(yaml, '\t  ')}  - path: y\n`),
  text('Markdown', (yaml) => `# Access\n\nUse this:\n\n\`\`\`yaml\n${yaml}\`\`\`\n\nBye.\n`),
  text('Markdown, in a list', (yaml) => `1. Use:\n\n   \`\`\`\n${indented(yaml, '   ')}   \`\`\`\n2. Bye.\n`),
  text('a mail', (yaml) => `Here it is.\n\n${yaml}\nRegards, ops\n`),
  text('an answer to a mail', (yaml) => `> Hello,\n>\n${yaml.replace(/^/gm, '> ')}\n> Regards\nThanks!\n`),
  text('the second document', (yaml) => `kind: Namespace\nmetadata: {name: x}\n---\n${yaml}`),
  text('the first of two', (yaml) => `${yaml}---\nkind: Namespace\nmetadata: {name: x}\n`),
  text('CRLF', (yaml) => yaml.replaceAll('\n', '\r\n')),
  text('a Secret', (yaml) =>
    stringify({ kind: 'Secret', data: { config: Buffer.from(yaml).toString('base64') } }),
  ),
  text('a string of JSON', (yaml) => JSON.stringify({ kubeconfig: yaml }, null, 2)),
];

const ownNames = ['zeta', 'alpha', 'mid', 'we ird/ü 中', 'beta', 'ack/cn-hangzhou/prod'];
const whole = Array.from({ length: count }, (_, at) => `${at} its own`);

for (const { name, wrap } of holders)
  for (const [said, hasMarks, names] of [
    ['as ACK names them', false, []],
    ['with names and marks of their own', true, ownNames],
  ] as const)
    test(`keys of ${count} clusters ${said}, in ${name}: each is its own cluster's`, async (t) => {
      const bytes = Buffer.from(await merged({ hasMarks, names }));
      t.deepEqual(await pairs(wrap(bytes, randomFrom(1))), whole);
    });

for (const { name, wrap } of [...byteWrappings, ...textWrappings])
  test(`keys of ${count} clusters, in ${name}: none is joined to another's cluster`, async (t) => {
    const bytes = Buffer.from(await merged({ hasMarks: true, names: ownNames }));
    const found = await pairs(wrap(bytes, randomFrom(1)));
    t.is(found.length, count);
    t.deepEqual(
      found.filter((each) => each.endsWith('ANOTHER’S')),
      [],
    );
  });

for (const [what, line] of [
  ['is empty', ''],
  ['is blank', '  '],
  ['is nothing but the mark', '>'],
  ['is the mark and blanks', '>  '],
] as const)
  test(`a kubeconfig that is quoted goes on behind a line that ${what}`, (t) => {
    const texts = [...kubeconfigTexts(`> clusters: []\n${line}\n> users: []\nRegards\n`)];
    t.is(texts[1], 'clusters: []\n\nusers: []');
  });
