import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import { runTool } from '@ackring/testkit/kubectl';
import test from 'ava';

const world = {
  clusters: [
    { name: 'new', holders: { ops: { daysLeft: 900 } } },
    { name: 'old', certificates: '2022' as const, holders: { ops: { daysLeft: 900 } } },
  ],
};

async function openssl(input: string, ...args: string[]) {
  const ran = await runTool('openssl', args, process.env, input);
  // Blank lines differ from version to version.
  const lines = ran.stdout.split('\n').map((line) => line.trim());
  return { ...ran, lines: lines.filter((line) => line !== '') };
}

test('openssl prints what the documentation’s commands would show', async (t) => {
  await using cloud = await startCloud(world);
  const { pem } = await cloud.fetch('new');
  const uid = cloud.uid('ops');
  const subject = await openssl(pem, 'x509', '-noout', '-subject', '-issuer', '-nameopt', 'RFC2253,-dn_rev');
  t.regex(subject.stdout, new RegExp(`^subject=O=system:users,OU=,CN=${uid}-\\d{10}\\n`));
  t.regex(subject.stdout, /issuer=O=hangzhou,OU=alibaba cloud,CN=kubernetes\n/);
  const { lines } = await openssl(pem, 'x509', '-noout', '-text');
  const start = lines.indexOf('X509v3 extensions:');
  t.deepEqual(
    lines.slice(start + 1, start + 13).filter((line) => !/^([0-9A-F]{2}:){5}/.test(line)),
    [
      'X509v3 Key Usage: critical',
      'Digital Signature',
      'X509v3 Extended Key Usage:',
      'TLS Web Client Authentication',
      'X509v3 Basic Constraints: critical',
      'CA:FALSE',
      'X509v3 Authority Key Identifier:',
      'Authority Information Access:',
      'OCSP - URI:http://certs.acs.aliyun.com/ocsp',
      'X509v3 CRL Distribution Points:',
      'Full Name:',
    ],
  );
  t.true(lines.includes('Signature Algorithm: sha256WithRSAEncryption'));
  t.true(lines.includes('Public-Key: (2048 bit)'));
});

const chain = test.macro({
  title: (_, cluster: string, isIssuer: boolean) =>
    `openssl finds that the ${cluster} profile’s authority ${isIssuer ? 'issued' : 'did not issue'} the client certificate`,
  async exec(t, cluster: string, isIssuer: boolean) {
    await using cloud = await startCloud(world);
    const { pem, authority } = await cloud.fetch(cluster);
    const directory = await mkdtemp(join(tmpdir(), 'ackring-openssl-'));
    t.teardown(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, 'ca.pem'), authority);
    await writeFile(join(directory, 'leaf.pem'), pem);
    const ran = await openssl(
      '',
      'verify',
      '-purpose',
      'sslclient',
      '-CAfile',
      join(directory, 'ca.pem'),
      join(directory, 'leaf.pem'),
    );
    t.is(ran.code === 0, isIssuer, ran.stderr);
  },
});

test(chain, 'new', true);
test(chain, 'old', false);
