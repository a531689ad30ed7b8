import {
  makeSpecimen,
  type Specimen,
  type SpecimenRequest,
  specimenClusterId,
  specimenNow,
  specimenUid,
} from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { hourMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import { masterExpectation } from './from-master.js';
import { type IssuedExpectation, isStillRevoked, proveIssued, requireSound } from './issued-proof.js';

const server = 'https://203.0.113.10:6443';

function expected(change: Partial<IssuedExpectation> = {}): IssuedExpectation {
  return {
    cluster: { id: specimenClusterId(1), region: 'cn-hangzhou', name: 'prod' },
    servers: [server, 'https://nlb-1.cn-hangzhou.nlb.aliyuncsslb.com'],
    holder: { kind: 'identity', uid: specimenUid, isAccountRoot: false },
    life: { kind: 'longTerm' },
    now: specimenNow,
    ...change,
  };
}

function objectionsTo(text: string, change: Partial<IssuedExpectation> = {}): readonly string[] {
  const proof = proveIssued(text, expected(change));
  return proof.kind === 'refused' ? proof.objections.map((each) => toText(each)) : [];
}

test('what ACK issues passes, unchanged to the character', async (t) => {
  for (const profile of ['2022', '2026'] as const) {
    const specimen = await makeSpecimen({ profile });
    const sound = requireSound(specimen.yaml, expected());
    t.is(sound.text, specimen.yaml);
    t.is(sound.server, server);
    t.is(sound.clientCertificate, specimen.certificate);
    t.is(sound.clientKey, specimen.key);
    t.is(sound.certificateAuthority, specimen.authority);
    t.deepEqual(sound.certificate, readCertificateFacts(specimen.certificate));
    t.deepEqual(sound.unproven, []);
  }
});

type Change = (specimen: Specimen, other: Specimen) => string;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const toUser =
  (fields: string): Change =>
  ({ yaml }) =>
    yaml.replace('  user:\n', `  user:\n${fields}`);
const toCluster =
  (fields: string): Change =>
  ({ yaml }) =>
    yaml.replace('- cluster:\n', `- cluster:\n${fields}`);
const toServer =
  (url: string): Change =>
  ({ yaml }) =>
    yaml.replace(server, url);
const asKey =
  (key: string): Change =>
  (it) =>
    it.yaml.replace(base64(it.key), base64(key));

const refused: [what: string, change: Change, objection: RegExp][] = [
  ['nothing', () => '', /0 contexts/],
  ['an HTML page', () => '<!DOCTYPE html>\n<html></html>\n', /not a readable kubeconfig/],
  ['two documents', ({ yaml }) => `${yaml}---\n${yaml}`, /not a readable kubeconfig/],
  [
    'a user that is a text',
    ({ yaml }) => yaml.replace(/ user:\n(?: {4}.*\n)+/, ' user: hello\n'),
    /users\[0\].user is text/,
  ],
  [
    'a file cut in its key',
    ({ yaml }) => yaml.slice(0, yaml.indexOf('client-key-data') + 122),
    /not complete base64/,
  ],
  [
    'a second context',
    ({ yaml }) => yaml.replace('contexts:\n', 'contexts:\n- context: {}\n  name: x\n'),
    /2 contexts instead of one/,
  ],
  [
    'a second user',
    ({ yaml }) => yaml.replace('users:\n', 'users:\n- name: x\n  user: {}\n'),
    /2 users instead of one/,
  ],
  [
    'another current context',
    ({ yaml }) => yaml.replace(/current-context: .*/, 'current-context: x'),
    /current context is not in it/,
  ],
  ['a dangling user', ({ yaml }) => yaml.replace(/ {4}user: .*/, '    user: x'), /a user that is not in it/],
  [
    'a name that turns the line round',
    ({ yaml }) => yaml.replaceAll('kubernetes', '"k\\u202Ex"'),
    /invisible characters/,
  ],
  [
    'an exec entry',
    toUser('    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: sh\n'),
    /names a program to run/,
  ],
  [
    'an exec entry that names our program and sets NODE_OPTIONS',
    toUser(
      '    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: ackring\n      args: [exec-credential]\n      env: [{name: NODE_OPTIONS, value: --import=/tmp/x.mjs}]\n',
    ),
    /names a program to run/,
  ],
  ['an auth provider', toUser('    auth-provider: {name: oidc}\n'), /names a plug-in/],
  ['a token', toUser('    token: t\n'), /holds a token/],
  ['a token file', toUser('    tokenFile: /etc/shadow\n'), /file of this machine/],
  ['a name and password', toUser('    username: a\n    password: b\n'), /name and password/],
  ["a certificate's path", toUser('    client-certificate: /a\n'), /file of this machine/],
  ["a key's path", toUser('    client-key: /a\n'), /file of this machine/],
  ["an authority's path", toCluster('    certificate-authority: /a\n'), /file of this machine/],
  ['impersonation', toUser('    as: system:admin\n'), /acts as someone else/],
  ['impersonated groups', toUser('    as-groups: [system:masters]\n'), /acts as someone else/],
  ['a proxy', toCluster('    proxy-url: http://203.0.113.66:3128\n'), /through a proxy/],
  ['no check of the server', toCluster('    insecure-skip-tls-verify: true\n'), /switches off the check/],
  ['another name to check the server by', toCluster('    tls-server-name: x\n'), /another name/],
  ['http', toServer('http://203.0.113.10:6443'), /not a plain https address/],
  ['a login in the address', toServer('https://a:b@203.0.113.10:6443'), /not a plain https address/],
  ['a path in the address', toServer('https://203.0.113.10:6443/x'), /not a plain https address/],
  ['an address in hexadecimal', toServer('https://0xcb.0.113.10:6443'), /programs read differently/],
  ['a port with a zero before it', toServer('https://203.0.113.10:06443'), /not a plain https address/],
  ['another port', toServer('https://203.0.113.10:6444'), /none of the cluster's endpoints \(https:\/\/203/],
  ['another host', toServer('https://203.0.113.11:6443'), /none of the cluster's endpoints/],
  ['no server', ({ yaml }) => yaml.replace(/ {4}server: .*\n/, ''), /names no server/],
  [
    'no authority',
    ({ yaml }) => yaml.replace(/ {4}certificate-authority-data: .*\n/, ''),
    /no certificate authority/,
  ],
  [
    'no certificate',
    ({ yaml }) => yaml.replace(/ {4}client-certificate-data: .*\n/, ''),
    /no client certificate/,
  ],
  ['no key', ({ yaml }) => yaml.replace(/ {4}client-key-data: .*\n/, ''), /no client key/],
  ["another's key", (it, other) => asKey(other.key)(it, other), /does not belong/],
  [
    'a key next to another one',
    (it, other) => asKey(`${other.key}${it.key}`)(it, other),
    /key cannot be read/,
  ],
  [
    'an authority with a corrupted byte',
    (it) => it.yaml.replace(base64(it.authority), base64(spoilt(it.authority, 400))),
    /authority (?:is damaged|cannot be read)/,
  ],
  [
    'a certificate with a corrupted signature',
    (it) => it.yaml.replace(base64(it.certificate), base64(spoilt(it.certificate, -10))),
    /certificate is damaged/,
  ],
  ['more than a kubeconfig', ({ yaml }) => `${yaml}#${'x'.repeat(300_000)}`, /larger than any kubeconfig/],
];

for (const [what, change, objection] of refused) {
  test(`an answer with ${what} is refused`, async (t) => {
    const [it, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
    const text = change(it, other);
    t.not(text, it.yaml);
    t.true(
      objectionsTo(text).some((each) => objection.test(each)),
      objectionsTo(text).join('\n'),
    );
  });
}

const empty: readonly (readonly [what: string, change: Change])[] = [
  ['an impersonation that is null', toUser('    as: null\n')],
  ['an empty impersonation', toUser('    as:\n')],
  ['no groups to impersonate', toUser('    as-groups: []\n')],
  ['a check that is not switched off', toCluster('    insecure-skip-tls-verify: false\n')],
  ['as many characters as are read', ({ yaml }) => `${yaml}#${'x'.repeat(262_144 - yaml.length - 1)}`],
];
for (const [what, change] of empty)
  test(`an answer with ${what} passes`, async (t) => {
    const [it, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
    t.deepEqual(objectionsTo(change(it, other)), []);
  });

test('an answer with one character more than is read is refused', async (t) => {
  const { yaml } = await makeSpecimen();
  t.regex(objectionsTo(`${yaml}#${'x'.repeat(262_144 - yaml.length)}`).join(), /larger than any kubeconfig/);
});

/** A PEM with one byte of its DER changed; a negative index counts from the end. */
function spoilt(pem: string, at: number): string {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const index = at < 0 ? der.length + at : at;
  der[index] = (der[index] ?? 0) ^ 1;
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const another = '299999999999999999';

const judged: [
  what: string,
  request: SpecimenRequest,
  change: Partial<IssuedExpectation>,
  objection: RegExp | null,
][] = [
  ['held by another identity', { uid: another }, {}, /belongs to 299999999999999999/],
  ['of any holder, when none is expected', { uid: another }, { holder: { kind: 'anybody' } }, null],
  [
    'held by kubernetes-admin, requested by the root',
    { uid: 'kubernetes-admin' },
    { holder: { kind: 'identity', uid: '1', isAccountRoot: true } },
    null,
  ],
  [
    'held by kubernetes-admin, requested by a user',
    { uid: 'kubernetes-admin' },
    {},
    /belongs to kubernetes-admin/,
  ],
  ["in another cluster's name", { clusterId: specimenClusterId(2) }, {}, /another cluster, c0+2/],
  [
    'that dials a load balancer by its name, at any port',
    { server: 'https://nlb-1.cn-hangzhou.nlb.aliyuncsslb.com:6443' },
    {},
    null,
  ],
  ['that has ended', {}, { now: new Date(specimenNow.getTime() + 1096 * 24 * hourMs) }, /ended at/],
  ['that begins in an hour', {}, { now: new Date(specimenNow.getTime() - hourMs) }, /not valid before/],
  [
    'that begins in a minute, by a clock behind',
    {},
    { now: new Date(specimenNow.getTime() - 6 * 60_000) },
    null,
  ],
  ['of an hour, as requested', { lifeMs: hourMs }, { life: { kind: 'temporary', minutes: 60 } }, null],
  [
    'of an hour, when ten were requested',
    { lifeMs: hourMs },
    { life: { kind: 'temporary', minutes: 600 } },
    /6[56] minutes, but 600/,
  ],
  [
    'of three years, when an hour was requested',
    {},
    { life: { kind: 'temporary', minutes: 60 } },
    /but 60 were asked/,
  ],
  ['of an hour, when a long-term one was requested', { lifeMs: hourMs }, {}, /a long-term one was asked/],
  ['of thirty days, as an account may shorten them to', { lifeMs: 720 * hourMs }, {}, null],
  ['of an hour, from a master', { lifeMs: hourMs }, { life: { kind: 'any' } }, null],
];

for (const [what, request, change, objection] of judged) {
  test(`one ${what}: ${objection === null ? 'sound' : 'refused'}`, async (t) => {
    const objections = objectionsTo((await makeSpecimen(request)).yaml, change);
    if (objection === null) t.deepEqual(objections, []);
    else t.regex(objections.join('\n'), objection);
  });
}

test('after a revoke neither the dead certificate nor another of its name passes', async (t) => {
  const dead = await makeSpecimen();
  const revoked = readCertificateFacts(dead.certificate);
  t.regex(objectionsTo(dead.yaml, { revoked: [revoked] }).join(), /the one that was revoked/);
  t.regex(
    objectionsTo((await makeSpecimen()).yaml, { revoked: [revoked] }).join(),
    /the one that was revoked/,
  );
  const isStill = (text: string, change: Partial<IssuedExpectation> = {}) =>
    isStillRevoked(proveIssued(text, expected({ revoked: [revoked], ...change })));
  t.true(isStill(dead.yaml));
  t.false(isStill(dead.yaml, { servers: ['https://203.0.113.99:6443'] }));
  t.false(isStill(dead.yaml, { revoked: [] }));
  const next = await makeSpecimen({ issuedAt: new Date(specimenNow.getTime() + 60_000) });
  t.deepEqual(objectionsTo(next.yaml, { revoked: [revoked] }), []);
});

test('what could not be checked passes, and is reported', async (t) => {
  const { yaml } = await makeSpecimen();
  const sound = requireSound(yaml, expected({ servers: null, holder: { kind: 'unknown' } }));
  t.deepEqual(sound.unproven.length, 2);
  t.regex(sound.unproven.map((each) => toText(each)).join('\n'), /endpoints[\s\S]*not known who asked/);
  const nameless = await makeSpecimen({ uid: 'somebody' });
  t.regex(
    requireSound(nameless.yaml, expected())
      .unproven.map((each) => toText(each))
      .join(),
    /identifies nobody/,
  );
});

test('one error holds every objection, and no secret', async (t) => {
  const [it, other] = await Promise.all([makeSpecimen({ uid: another }), makeSpecimen({ keyNumber: 1 })]);
  const text = asKey(other.key)(it, other).replace(server, 'http://a:secret@203.0.113.66');
  const error = t.throws(() => requireSound(text, expected()), { instanceOf: AckringError });
  t.is(error?.code, 'IssuedRefused');
  t.is(error?.exitCode, 6);
  t.regex(error?.message ?? '', /plain https[\s\S]*does not belong[\s\S]*belongs to/);
  t.notRegex(`${error?.message}${error?.remedy}`, /secret|PRIVATE|LS0t/);
});

test("a master's kubeconfig may dial any endpoint, or the address of the login, and use nothing of this machine", async (t) => {
  const cluster = {
    ...{
      id: specimenClusterId(1),
      name: 'own',
      region: 'cn-hangzhou',
      type: 'Kubernetes',
      profile: 'Default',
    },
    ...{ spec: '', state: 'running', version: '1.24', created: null, updated: null, tags: {}, vpcId: null },
    endpoints: { public: [server], private: ['https://192.168.0.1:6443'] },
  };
  const objections = async (url: string, destination: string) => {
    const proof = proveIssued(
      (await makeSpecimen({ server: url, uid: 'kubernetes-admin' })).yaml,
      masterExpectation(cluster, { destination, now: specimenNow }),
    );
    return proof.kind === 'sound' ? [] : proof.objections.map((each) => toText(each));
  };
  t.deepEqual(await objections(server, 'root@master'), []);
  t.deepEqual(await objections('https://192.168.0.1:6443', 'root@master'), []);
  t.deepEqual(await objections('https://198.51.100.7:6443', 'root@198.51.100.7'), []);
  for (const [url, destination] of [
    ['https://127.0.0.1:6443', 'root@127.0.0.1'],
    ['https://master:6443', 'root@master'],
    ['https://198.51.100.8:6443', 'root@198.51.100.7'],
  ] as const)
    t.regex((await objections(url, destination)).join(), /none of the cluster's endpoints/);
});
