import { makeCertificate } from '@ackring/emulator/pki/certificate';
import { clientAuth, extendedKeyUsage, serverAuth } from '@ackring/emulator/pki/der';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { distinctDoors, type Leak } from './leak-find.js';
import { leaksIn } from './leaks-in.js';

// What is found in texts of every kind, with its key, its server and its cluster.

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const findLeaks = (text: string) => leaksIn(text).leaks;

function shown(leaks: readonly Leak[]) {
  return leaks.map(({ finding: { line, hasKey, server, clusterId, certificate }, doors }) => {
    const joined = doors.map(({ isJoined }) => isJoined);
    return { line, hasKey, server, cluster: clusterId?.slice(-1) ?? null, uid: certificate.uid, joined };
  });
}

const server = 'https://203.0.113.10:6443';
const usual = { line: 18, hasKey: true, server, cluster: '1', uid: specimenUid, joined: [true] };

test('a kubeconfig joins certificate, key, server and cluster', async (t) => {
  const { yaml, authority, key } = await makeSpecimen();
  const [leak] = findLeaks(yaml);
  const line = yaml.split('\n').findIndex((each) => each.includes('client-certificate-data')) + 1;
  t.deepEqual(shown(findLeaks(yaml)), [{ ...usual, line }]);
  t.is(leak?.doors[0]?.certificateAuthority?.trim(), authority.trim());
  t.is(leak?.clientKey?.trim(), key.trim());
  t.is(leak?.doors[0]?.namespace, null);
  const named = yaml.replace('    cluster: kubernetes\n', '    cluster: kubernetes\n    namespace: shop\n');
  t.is(findLeaks(named)[0]?.doors[0]?.namespace, 'shop');
});

test('a certificate that several contexts share lists the server of each, once', async (t) => {
  const { yaml } = await makeSpecimen();
  const second = yaml.replace(
    'contexts:\n',
    `contexts:\n- context: {cluster: kubernetes, user: "${specimenUid}", namespace: shop}\n  name: other\n- context: {cluster: gone, user: "${specimenUid}"}\n  name: third\n`,
  );
  const [leak, ...more] = findLeaks(second);
  t.deepEqual(more, []);
  t.deepEqual(
    leak?.doors.map(({ namespace }) => namespace),
    ['shop', null],
  );
  const door = { server, certificateAuthority: null, namespace: null, isJoined: true };
  t.deepEqual(distinctDoors([door, { ...door }, { ...door, isJoined: false }]).length, 2);
});

test('pieces of PEM are joined with the nearest match', async (t) => {
  const { certificate, key } = await makeSpecimen();
  const other = await makeSpecimen({ keyNumber: 1, uid: '299999999999999999' });
  const [near, far] = [specimenClusterId(2), specimenClusterId(3)];
  const text = `\n${far}\nserver: https://far:6443\n${'x '.repeat(40)}\nserver: https://near:6443\n${near}\n${certificate}\n${other.key}\n${key}`;
  t.deepEqual(shown(findLeaks(text)), [
    { line: 7, hasKey: true, server: 'https://near:6443', cluster: '2', uid: specimenUid, joined: [false] },
  ]);
  t.deepEqual(shown(findLeaks(`${certificate}${other.key}`)), [
    { line: 1, hasKey: false, server: null, cluster: null, uid: specimenUid, joined: [] },
  ]);
});

for (const [what, name] of [
  ['server', (digit) => `server: https://${digit}:6443\n`],
  ['clusterId', (digit) => `${specimenClusterId(digit)}\n`],
] as const satisfies [string, (digit: number) => string][])
  test(`where two stand equally near, the first is its ${what}`, async (t) => {
    const { certificate } = await makeSpecimen();
    for (const [before, digit] of [
      [certificate.length, 2],
      [certificate.length + 1, 3],
    ] as const) {
      const [leak] = findLeaks(`${name(2).padEnd(before)}${certificate}${name(3)}`);
      t.true(leak?.finding[what]?.includes(`${digit}`), String(before));
    }
  });

test('an authority is assigned to a lone server, and to no other', async (t) => {
  const { certificate, authority } = await makeSpecimen();
  const authorityOf = (text: string) => findLeaks(text)[0]?.doors[0]?.certificateAuthority ?? null;
  const lone = `certificate-authority-data: ${base64(authority)}\n"server": "https://one:6443"\n${certificate}`;
  t.is(authorityOf(lone)?.trim(), authority.trim());
  t.is(authorityOf(`${lone}\nserver: https://two:6443`), null);
  t.is(authorityOf(`server: https://one:6443\n${certificate}`), null);
});

test('what is no text, or too short for one, is no authority', async (t) => {
  const { yaml, authority } = await makeSpecimen();
  const authorityOf = (data: Buffer | string) =>
    findLeaks(
      yaml.replace(/authority-data: .*/, `authority-data: ${Buffer.from(data).toString('base64')}`),
    )[0]?.doors[0]?.certificateAuthority ?? null;
  t.is(authorityOf(authority), authority);
  t.is(authorityOf('123456789012'), '123456789012');
  for (const none of ['123456789', Buffer.alloc(40)]) t.is(authorityOf(none), null);
});

test('a certificate that occurs twice is reported once, with its key if either place has it', async (t) => {
  const { certificate, key, yaml } = await makeSpecimen();
  t.deepEqual(shown(findLeaks(`${certificate}\n${certificate}\n${key}`)).length, 1);
  const [leak] = findLeaks(`x: ${base64(`${certificate}${key}`)}\n${certificate}`);
  t.true(leak?.finding.hasKey);
  const both = findLeaks(`${yaml}\nx: ${base64(yaml)}`);
  t.like(shown(both), [{ line: usual.line }]);
});

test('what is nested is reported by the outermost line', async (t) => {
  const { yaml } = await makeSpecimen();
  const wrapped = (depth: number): string => {
    let text = yaml;
    for (let turn = 0; turn < depth; turn += 1) text = `kind: Secret\ndata:\n  x: ${base64(text)}\n`;
    return text;
  };
  for (const depth of [1, 2, 3, 8])
    t.deepEqual(shown(findLeaks(wrapped(depth))), [{ ...usual, line: 3 }], String(depth));
  const patch = yaml.replace(/^/gm, '+').replace(/^/, 'diff\n@@ @@\n');
  t.deepEqual(
    shown(findLeaks(patch)).map(({ line }) => line),
    [usual.line + 2],
  );
});

/** As kubeadm writes them on a master, its server's too: nobody's id, and every right. */
async function onMaster(organization: string, commonName: string, usage = clientAuth) {
  const pool = createKeyPool({ reuse: 2 });
  const [authorityKeys, keys] = [await pool.take(), await pool.take()];
  const certificate = makeCertificate({
    subject: { organization, organizationalUnit: null, commonName },
    issuer: { organization: 'x', organizationalUnit: 'x', commonName: 'kubernetes' },
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    notBefore: specimenNow,
    notAfter: new Date(specimenNow.getTime() + 86_400_000),
    serialBytes: 8,
    extensions: [extendedKeyUsage([usage])],
  });
  return { certificate, key: keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}

test('a master’s own admin.conf is found, in a kubeconfig and in pieces; its server’s certificate is none', async (t) => {
  const found = (text: string) =>
    findLeaks(text).map(({ finding: { certificate, hasKey } }) => [certificate.subject.commonName, hasKey]);
  const { yaml, certificate: own, key: ownKey } = await makeSpecimen();
  for (const [organization, name] of [
    ['system:masters', 'kubernetes-admin'],
    ['kubeadm:cluster-admins', 'kubernetes-admin'],
    ['anybody', 'system:kube-scheduler'],
  ] as const) {
    const { certificate, key } = await onMaster(organization, name);
    const conf = yaml.replace(base64(own), base64(certificate)).replace(base64(ownKey), base64(key));
    t.deepEqual(found(conf), [[name, true]]);
    t.deepEqual(found(`${certificate}${key}`), [[name, true]]);
  }
  const { certificate, key } = await onMaster('minikube', 'somebody');
  t.deepEqual(found(`client-certificate-data: ${base64(certificate)}\nclient-key-data: ${base64(key)}`), [
    ['somebody', true],
  ]);
  t.deepEqual(found(`${certificate}${key}`), []);
  const server = await onMaster('system:masters', 'kube-apiserver', serverAuth);
  t.deepEqual(found(`${server.certificate}${server.key}`), []);
});

test('a key that is encoded apart from its certificate belongs to it, in whatever fields', async (t) => {
  const { certificate, key } = await makeSpecimen();
  const apart = `client_certificate = "${base64(certificate)}"\nclient_key = "${base64(key)}"\n`;
  const csv = `1,"{""client-certificate-data"":""${base64(certificate)}"",""client-key-data"":""${base64(key)}""}"`;
  const hcl = `client-certificate-data = "${base64(certificate)}"\nclient-key-data = "${base64(key)}"`;
  for (const text of [apart, csv, hcl])
    t.deepEqual(
      shown(findLeaks(text)).map(({ hasKey, uid }) => [hasKey, uid]),
      [[true, specimenUid]],
      text.slice(0, 40),
    );
});

test('certificates that are not ACK’s, and broken ones, are ignored', async (t) => {
  const { certificate, authority, yaml } = await makeSpecimen();
  t.deepEqual(findLeaks(authority), []);
  t.deepEqual(findLeaks(certificate.replaceAll(/^M.*$/gm, 'AAAA')), []);
  t.deepEqual(findLeaks(base64('x'.repeat(600))), []);
  t.deepEqual(findLeaks(''), []);
  t.is(
    findLeaks(yaml.replaceAll('client-certificate-data', 'something-else')).length,
    1,
    'base64 of a certificate',
  );
});
