import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import test from 'ava';
import type { Kubeconfig } from './kubeconfig.js';
import { movedContext, placeRefusal, requirePlace } from './placement.js';
import { readKubeconfig } from './read.js';

// Files as ACK gives them: each calls its cluster `kubernetes`, and its user by the same uid.

const alpha = specimenClusterId(1);
const beta = specimenClusterId(2);
const servers: Readonly<Record<string, string>> = {
  [alpha]: 'https://203.0.113.1:6443',
  [beta]: 'https://203.0.113.2:6443',
};

async function fileOf(id: string, change: (text: string) => string = (text) => text): Promise<Kubeconfig> {
  const { yaml } = await makeSpecimen({ clusterId: id });
  const text = yaml.replace(/server: .*/, `server: ${servers[id]}`);
  return readKubeconfig(change(text), { file: `/home/me/${id}.yaml` });
}

function authorityOf({ clusters: [cluster] }: Kubeconfig): string {
  const { certificateAuthority = null } = cluster ?? {};
  if (certificateAuthority?.kind !== 'inline') throw new Error('no authority');
  return Buffer.from(certificateAuthority.base64, 'base64').toString();
}

const placementOf = (id: string, authority: string | null = null, server = servers[id] ?? '') => ({
  cluster: { id, name: id === alpha ? 'alpha' : 'beta', endpoints: { public: [server], private: [] } },
  authority,
});

const contextOf = ({ contexts: [context] }: Kubeconfig): string => context?.name ?? '';

const without = (part: 'contexts', text: string): string =>
  text.replace(/contexts:\n(?:[- ].*\n)+/, `${part}: []\n`);

test('a context alone gets what is of its own cluster, in the entry that kubectl uses', async (t) => {
  const file = await fileOf(alpha);
  const user = requirePlace([file], contextOf(file), placementOf(alpha, authorityOf(file)));
  t.is(user.kubeconfig.file, file.file);
  t.is(file.users[0]?.name, user.entry.name);
  t.is(placeRefusal([file], contextOf(file), placementOf(alpha)), null);
});

test('an unknown context is told as such', async (t) => {
  t.is(placeRefusal([await fileOf(alpha)], 'gone', placementOf(alpha))?.code, 'ContextNotFound');
});

test('of two files of ACK the second context is led to the first cluster: nothing of its own is put there', async (t) => {
  const [one, other] = [await fileOf(alpha), await fileOf(beta)];
  for (const files of [
    [one, other],
    [await fileOf(alpha, (text) => without('contexts', text)), other],
  ]) {
    const refusal = placeRefusal(files, contextOf(other), placementOf(beta));
    t.is(refusal?.code, 'Refused');
    t.regex(
      refusal?.message ?? '',
      /kubectl dials https:\/\/203\.0\.113\.1:6443 for it, by the entry in .*1\.yaml/,
    );
    t.regex(refusal?.remedy ?? '', /`ackring get c0/);
  }
  // Nor of the first's, since the second uses the same entry.
  t.is(placeRefusal([one, other], contextOf(one), placementOf(alpha)), null);
  t.is(placeRefusal([other, one], contextOf(one), placementOf(alpha))?.code, 'Refused');
});

const servings: readonly (readonly [what: string, change: (text: string) => string, why: RegExp])[] = [
  [
    'a server that is not the cluster’s',
    (text) => text.replace('113.1:', '113.9:'),
    /none of the cluster’s endpoints/,
  ],
  ['another port', (text) => text.replace(':6443', ':6444'), /none of the cluster’s endpoints/],
  ['plain http', (text) => text.replace('https:', 'http:'), /none of the cluster’s endpoints/],
  ['a path', (text) => text.replace(':6443', ':6443/log'), /none of the cluster’s endpoints/],
  ['a login', (text) => text.replace('https://', 'https://a:b@'), /none of the cluster’s endpoints/],
  [
    'a line break after its server, which kubectl refuses',
    (text) => text.replace(/server: (.*)/, 'server: "$1\\n"'),
    /none of the cluster’s endpoints/,
  ],
  ['no server', (text) => text.replace(/ *server: .*\n/, ''), /cluster "kubernetes" has no server/],
  [
    'a certificate that is not checked',
    (text) => text.replace(/certificate-authority-data: .*/, 'insecure-skip-tls-verify: true'),
    /is not checked/,
  ],
  ['no authority', (text) => text.replace(/ *certificate-authority-data: .*\n/, ''), /another authority/],
  [
    'its cluster in no file',
    (text) => text.replace('cluster: kubernetes', 'cluster: gone'),
    /its cluster is in no file/,
  ],
  ['its user in no file', (text) => text.replace(/user: "\d+"/, 'user: gone'), /its user is in no file/],
];

for (const [what, change, why] of servings) {
  test(`a context with ${what} gets nothing`, async (t) => {
    const file = await fileOf(alpha, change);
    const authority = authorityOf(await fileOf(alpha));
    t.regex(placeRefusal([file], contextOf(file), placementOf(alpha, authority))?.message ?? '', why);
  });
}

test('what kubectl refuses to dial gets nothing: no credential would make it work', async (t) => {
  const file = await fileOf(alpha, (text) =>
    text.replace(/server: .*/, '$&\n    proxy-url: "http://127.0.0.1:1\\n"'),
  );
  const refusal = placeRefusal([file], contextOf(file), placementOf(alpha, authorityOf(file)));
  t.regex(refusal?.message ?? '', /kubectl refuses .*: invalid 'proxy-url'/);
});

test('another authority, alone or beside the cluster’s, lets somebody in between: refused', async (t) => {
  const own = await fileOf(alpha);
  const stranger = (await makeSpecimen({ clusterId: alpha, uid: '299999999999999999' })).certificate;
  const bundle = Buffer.from(`${authorityOf(own)}${stranger}`).toString('base64');
  const file = await fileOf(alpha, (text) =>
    text.replace(/certificate-authority-data: .*/, `certificate-authority-data: ${bundle}`),
  );
  t.regex(
    placeRefusal([file], contextOf(file), placementOf(alpha, authorityOf(own)))?.message ?? '',
    /another authority/,
  );
  t.is(placeRefusal([file], contextOf(file), placementOf(alpha, `${authorityOf(own)}${stranger}`)), null);
});

test('a user entry that a context of elsewhere uses too gets nothing, even where only its file alone shows it', async (t) => {
  const elsewhere = (text: string) =>
    text
      .replace('clusters:\n', 'clusters:\n- cluster: {server: "https://192.0.2.1"}\n  name: elsewhere\n')
      .replace(
        'contexts:\n',
        'contexts:\n- context: {cluster: elsewhere, user: "212345678901234567"}\n  name: other\n',
      );
  const file = await fileOf(alpha, elsewhere);
  const name = file.contexts.find((each) => each.name !== 'other')?.name ?? '';
  const refusal = placeRefusal([file], name, placementOf(alpha));
  t.regex(refusal?.message ?? '', /other uses the same user entry, and leads elsewhere/);
  // Another file hides the name `other` from kubectl, but not from whoever names this file alone.
  const hiding = readKubeconfig('contexts: [{name: other, context: {cluster: x, user: u}}]', {
    file: '/first',
  });
  t.is(placeRefusal([hiding, file], name, placementOf(alpha))?.code, 'Refused');
});

test('a change that leads a context elsewhere is noticed, unless it is marked as of the fetched cluster', async (t) => {
  const mark = '{name: ackring.dev/v1, extension: {clusterId: ID, region: r, access: public, kind: token}}';
  const file = (server: string, extensions = ''): Kubeconfig =>
    readKubeconfig(
      `clusters: [{name: c, cluster: {server: "https://${server}", extensions: []}}]
contexts: [{name: got, context: {cluster: c}}, {name: beside, context: {cluster: c, extensions: [${extensions}]}}]
`,
      { file: '/f' },
    );
  const moved = (after: Kubeconfig, before = file('a')) =>
    movedContext({ before: [before], after: [after] }, { context: 'got', clusterId: alpha });
  t.is(moved(file('a')), null);
  t.is(moved(file('b')), 'beside');
  t.is(moved(file('b', mark.replace('ID', beta))), 'beside');
  t.is(moved(file('b', mark.replace('ID', alpha))), null);
  t.is(moved({ ...file('a'), clusters: [] }), 'beside');
});
