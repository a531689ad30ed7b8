import {
  makeSpecimen,
  specimenClusterId,
  specimenNow,
  specimenOwner,
  specimenUid,
} from '@ackring/testkit/specimen';
import test from 'ava';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { planMerge } from '../kubeconfig/merge.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { AckringError } from '../words/errors.js';
import { extractPart, inspectAll, inspectContext } from './inspect.js';

async function twoContexts() {
  const one = await makeSpecimen();
  const two = await makeSpecimen({ server: 'https://192.168.0.1:6443', keyNumber: 1, profile: '2022' });
  const first = planMerge({
    existing: null,
    file: 'f',
    issued: one.yaml,
    owner: specimenOwner(),
    use: true,
    taken: [],
  });
  const second = planMerge({
    existing: first.text,
    file: 'f',
    issued: two.yaml,
    owner: specimenOwner({ access: 'private' }),
    use: false,
    taken: [],
  });
  return { one, two, text: second.text, files: [readKubeconfig(second.text, { file: 'f' })] };
}

test('a passport answers every question about a context at once', async (t) => {
  const { files, one } = await twoContexts();
  const passport = inspectContext(files, null, specimenNow);
  t.is(passport.entry.context, 'ack/cn-hangzhou/prod');
  t.is(passport.entry.server, 'https://203.0.113.10:6443');
  t.is(passport.entry.daysLeft, 1095);
  t.deepEqual(passport.entry.renewableFrom, new Date('2029-05-27T08:00:00Z'));
  t.deepEqual(passport.certificate?.subject, [
    { type: 'O', value: 'system:users' },
    { type: 'OU', value: '' },
    { type: 'CN', value: `${specimenUid}-${specimenNow.getTime() / 1000}` },
  ]);
  t.deepEqual(passport.certificate?.extensions.keyUsage, ['digitalSignature']);
  t.deepEqual(passport.certificate?.extensions.extendedKeyUsage, ['clientAuth']);
  t.deepEqual(passport.certificate?.publicKey.bits, 2048);
  t.true(passport.keyMatches);
  t.true(passport.isSignedByAuthority);
  t.is(passport.authorities.length, 1);
  t.true(passport.authorities[0]?.isSelfSigned);
  t.deepEqual(passport.chain, []);
  t.is(extractPart(files, null, 'certificate'), one.certificate);
});

test('half a pair is shown as far as it goes', async (t) => {
  const { text } = await twoContexts();
  const without = (field: string) => {
    const half = text.replaceAll(new RegExp(`^ *${field}: .*\\n`, 'gm'), '');
    const { certificate, keyMatches } = inspectContext(
      [readKubeconfig(half, { file: 'f' })],
      null,
      specimenNow,
    );
    return { hasCertificate: certificate !== null, keyMatches };
  };
  t.deepEqual(without('client-key-data'), { hasCertificate: true, keyMatches: null });
  t.deepEqual(without('client-certificate-data'), { hasCertificate: false, keyMatches: null });
});

test('contexts in one file each get their own answers', async (t) => {
  const { files, two } = await twoContexts();
  const name = 'ack/cn-hangzhou/prod/private';
  t.is(extractPart(files, name, 'certificate'), two.certificate);
  t.is(extractPart(files, name, 'key'), two.key);
  t.is(extractPart(files, name, 'ca'), two.authority);
  t.is(extractPart(files, name, 'server'), 'https://192.168.0.1:6443\n');
  t.is(
    extractPart(files, name, 'subject'),
    `O=system:users, OU=, CN=${specimenUid}-${specimenNow.getTime() / 1000}\n`,
  );
  t.is(extractPart(files, name, 'enddate'), '2029-11-23T08:00:00Z\n');
  t.deepEqual(
    inspectAll(files, specimenNow).map((each) => each.entry.context),
    ['ack/cn-hangzhou/prod', name],
  );
});

test('a key of another certificate is reported', async (t) => {
  const { one, two, text } = await twoContexts();
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const swapped = text.replace(base64(one.key), base64(two.key));
  t.false(inspectContext([readKubeconfig(swapped, { file: 'f' })], null, specimenNow).keyMatches);
  const garbled = text.replace(base64(one.key), 'bm9uZQ==');
  t.false(inspectContext([readKubeconfig(garbled, { file: 'f' })], null, specimenNow).keyMatches);
});

test("an authority that did not sign the client's certificate is reported, not as a fault", async (t) => {
  const { one, two, text } = await twoContexts();
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const other = await makeSpecimen({ clusterId: specimenClusterId(5), profile: '2022' });
  t.truthy(two);
  const changed = text.replaceAll(base64(one.authority), base64(other.certificate));
  const passport = inspectContext([readKubeconfig(changed, { file: 'f' })], null, specimenNow);
  t.false(passport.isSignedByAuthority);
  t.deepEqual(passport.entry.warnings, []);
});

test('a chain after the certificate is shown separately', async (t) => {
  const { one, text } = await twoContexts();
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const chained = text.replace(
    base64(one.certificate),
    base64(`issued for you\n${one.certificate}${one.authority}`),
  );
  const passport = inspectContext([readKubeconfig(chained, { file: 'f' })], null, specimenNow);
  t.is(passport.certificate?.isSelfSigned, false);
  t.deepEqual(
    passport.chain.map((each) => each.isSelfSigned),
    [true],
  );
});

test('certificates in separate files are inspected too', async (t) => {
  const { certificate, key } = await makeSpecimen();
  const text =
    'contexts:\n- name: a\n  context: {cluster: a, user: a}\nclusters:\n- name: a\n  cluster: {server: https://a}\nusers:\n- name: a\n  user: {client-certificate: a.crt, client-key: a.key}\n';
  const read = readKubeconfig(text, { file: 'f' });
  const linked: Kubeconfig = {
    ...read,
    linked: new Map([
      ['a.crt', certificate],
      ['a.key', key],
    ]),
  };
  t.true(inspectContext([linked], null, specimenNow).keyMatches);
  t.is(extractPart([linked], 'a', 'key'), key);
  t.is(inspectContext([read], 'a', specimenNow).certificate, null);
  t.is(inspectContext([read], 'a', specimenNow).entry.credential.kind, 'unreadable');
});

test('an unreadable certificate is reported, not thrown', (t) => {
  const text =
    'contexts:\n- name: a\n  context: {cluster: a, user: a}\nusers:\n- name: a\n  user:\n    client-certificate-data: LS0tLS1CRUdJTg==\n';
  const passport = inspectContext([readKubeconfig(text, { file: 'f' })], null, specimenNow);
  t.is(passport.certificate, null);
  t.is(passport.entry.credential.kind, 'unreadable');
});

test('a part that a context lacks, and a context that does not exist, are reported with a remedy', async (t) => {
  const { files } = await twoContexts();
  const token = readKubeconfig(
    'contexts:\n- name: a\n  context: {cluster: a, user: a}\nusers:\n- name: a\n  user: {token: t}\n',
    { file: 'f' },
  );
  for (const part of ['certificate', 'key', 'ca', 'server', 'subject', 'enddate'] as const) {
    t.is(
      t.throws(() => extractPart([token], 'a', part), { instanceOf: AckringError })?.code,
      'ResourceNotFound',
    );
  }
  const missing = t.throws(() => inspectContext(files, 'gone', specimenNow), { instanceOf: AckringError });
  t.is(missing?.code, 'ContextNotFound');
  t.is(missing?.remedy, 'There are: ack/cn-hangzhou/prod, ack/cn-hangzhou/prod/private.');
  t.is(
    t.throws(() => inspectContext([], null, specimenNow), { instanceOf: AckringError })?.code,
    'ContextNotFound',
  );
});

const withContexts = (count: number, current: string | null = null): Kubeconfig =>
  readKubeconfig(
    JSON.stringify({
      contexts: Array.from({ length: count }, (_, at) => ({ name: `c${at + 1}`, context: {} })),
      ...(current === null ? {} : { 'current-context': current }),
    }),
    { file: 'f' },
  );
const fetchOne = 'Fetch one: `ackring get CLUSTER`.';
const eight = 'c1, c2, c3, c4, c5, c6, c7, c8';

/** Which context is meant without a name, or what is said where none can be. */
const unnamed: readonly (readonly [
  title: string,
  files: readonly Kubeconfig[],
  meant: string | readonly [message: string, remedy: string],
])[] = [
  ['the current one', [withContexts(2, 'c2')], 'c2'],
  ['the only one', [withContexts(1)], 'c1'],
  ['none of two', [withContexts(2)], ['there is no current context', 'Name one of: c1, c2.']],
  ['none of eight', [withContexts(8)], ['there is no current context', `Name one of: ${eight}.`]],
  ['none of nine', [withContexts(9)], ['there is no current context', `Name one of: ${eight} and 1 more.`]],
  ['none in a file', [withContexts(0)], ['there is no context in f', fetchOne]],
  ['none in no file', [], ['there is no current context', fetchOne]],
  [
    'a current one that is not there',
    [withContexts(1, 'gone')],
    ['there is no context "gone"', 'There are: c1.'],
  ],
  ['a current one in an empty file', [withContexts(0, 'gone')], ['there is no context "gone"', fetchOne]],
];

for (const [title, files, meant] of unnamed) {
  test(`without a name is meant: ${title}`, (t) => {
    const inspected = () => inspectContext(files, null, specimenNow);
    if (typeof meant === 'string') {
      t.is(inspected().entry.context, meant);
      return;
    }
    const error = t.throws(inspected, { instanceOf: AckringError });
    t.deepEqual([error?.message, error?.remedy], [...meant]);
  });
}

test('a certificate that cannot be read is none, and all else is told', async (t) => {
  const { text } = await twoContexts();
  const block = '-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n';
  const broken = text.replaceAll(
    /(client-certificate-data: ).*/g,
    `$1${Buffer.from(block).toString('base64')}`,
  );
  const passport = inspectContext([readKubeconfig(broken, { file: 'f' })], null, specimenNow);
  t.is(passport.entry.credential.kind, 'unreadable');
  t.like(passport, { certificate: null, chain: [], keyMatches: null, isSignedByAuthority: null });
  t.is(passport.authorities.length, 1);
});
