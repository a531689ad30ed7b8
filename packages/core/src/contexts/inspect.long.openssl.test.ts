import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { formatName } from '../certificate/extensions.js';
import { type CertificatePassport, readCertificatePassport } from '../certificate/passport.js';

const folder = await mkdtemp(join(tmpdir(), 'ackring-openssl-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

function openssl(args: readonly string[], input?: string): string {
  return execFileSync('openssl', args, {
    encoding: 'utf8',
    cwd: folder,
    ...(input === undefined ? {} : { input }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

const nameOptions = ['-nameopt', 'sep_comma_plus_space,esc_2253,utf8,sname'];

/** What openssl says of each field, in the passport's terms. */
function asOpensslSees(pem: string) {
  const ask = (...args: string[]) => openssl(['x509', '-noout', ...args], pem).trim();
  const value = (line: string) => line.slice(line.indexOf('=') + 1).trim();
  const hex = (text: string) => text.replaceAll(/[:\s]/g, '').toLowerCase();
  const extension = (name: string) =>
    ask('-ext', name)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  return {
    subject: value(ask('-subject', ...nameOptions)),
    issuer: value(ask('-issuer', ...nameOptions)),
    notBefore: Date.parse(value(ask('-startdate'))),
    notAfter: Date.parse(value(ask('-enddate'))),
    serial: hex(value(ask('-serial'))),
    sha1: hex(value(ask('-fingerprint', '-sha1'))),
    sha256: hex(value(ask('-fingerprint', '-sha256'))),
    signatureAlgorithm: /Signature Algorithm: (\S+)/.exec(ask('-text'))?.[1],
    keyUsage: extension('keyUsage').join().split(', ').filter(Boolean),
    extendedKeyUsage: extension('extendedKeyUsage').join().split(', ').filter(Boolean),
    basicConstraints: extension('basicConstraints').join(),
    names: extension('subjectAltName').join(),
    subjectKey: hex(extension('subjectKeyIdentifier').join('')),
    authorityKey: hex(
      extension('authorityKeyIdentifier')
        .join('')
        .replace('keyid:', '')
        .replace(/DirName.*/, ''),
    ),
    ocsp: ask('-ocsp_uri'),
    revocation: /URI:(\S+)/.exec(extension('crlDistributionPoints').join(' '))?.[1] ?? '',
  };
}

const usageWords: Readonly<Record<string, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
  clientAuth: 'TLS Web Client Authentication',
  serverAuth: 'TLS Web Server Authentication',
};

function asWeSee({ extensions, ...passport }: CertificatePassport) {
  const words = (list: readonly string[] | null) => (list ?? []).map((each) => usageWords[each] ?? each);
  const constraints = extensions.basicConstraints;
  const length = constraints?.pathLength ?? null;
  return {
    subject: formatName(passport.subject),
    issuer: formatName(passport.issuer),
    notBefore: passport.notBefore.getTime(),
    notAfter: passport.notAfter.getTime(),
    serial: passport.serial,
    sha1: passport.sha1,
    sha256: passport.sha256,
    signatureAlgorithm: passport.signatureAlgorithm,
    keyUsage: words(extensions.keyUsage),
    extendedKeyUsage: words(extensions.extendedKeyUsage),
    basicConstraints: constraints
      ? `CA:${constraints.isAuthority ? 'TRUE' : 'FALSE'}${length === null ? '' : `, pathlen:${length}`}`
      : '',
    names: extensions.subjectAlternativeNames.map((each) => each.replace(/^IP:/, 'IP Address:')).join(', '),
    subjectKey: extensions.subjectKeyIdentifier ?? '',
    authorityKey: extensions.authorityKeyIdentifier ?? '',
    ocsp: extensions.ocspResponders.join('\n'),
    revocation: extensions.revocationLists[0] ?? '',
  };
}

function selfSigned(name: string, args: readonly string[]): Promise<string> {
  openssl([
    'req',
    '-x509',
    '-nodes',
    '-days',
    '30',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
    '-utf8',
    ...args,
  ]);
  return readFile(join(folder, `${name}.crt`), 'utf8');
}

const rsa = ['-newkey', 'rsa:2048'];

const certificates: readonly [what: string, make: () => Promise<string>][] = [
  ['a certificate of ACK in the layout of 2026', async () => (await makeSpecimen()).certificate],
  [
    'a certificate of ACK in the layout of 2022',
    async () => (await makeSpecimen({ profile: '2022' })).certificate,
  ],
  ['a temporary certificate of ACK', async () => (await makeSpecimen({ lifeMs: 1_800_000 })).certificate],
  ["an ACK cluster's authority", async () => (await makeSpecimen()).authority],
  [
    'an RSA key and every usual extension',
    () =>
      selfSigned('all', [
        ...rsa,
        '-subj',
        '/C=CN/O=one, two/OU=a+b/CN=q"\\\\x',
        '-addext',
        'subjectAltName=DNS:a.example,DNS:*.b.example,IP:203.0.113.10,email:a@b.example,URI:https://c.example/d',
        '-addext',
        'keyUsage=critical,digitalSignature,nonRepudiation,keyAgreement,encipherOnly',
        '-addext',
        'extendedKeyUsage=clientAuth,serverAuth',
        '-addext',
        'authorityInfoAccess=OCSP;URI:http://ocsp.example',
        '-addext',
        'crlDistributionPoints=URI:http://crl.example/1.crl',
      ]),
  ],
  [
    'an elliptic key and a path length',
    () =>
      selfSigned('ec', [
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-subj',
        '/CN=ec',
        '-addext',
        'basicConstraints=critical,CA:TRUE,pathlen:2',
      ]),
  ],
  [
    'an Ed25519 key',
    () => selfSigned('ed', ['-newkey', 'ed25519', '-subj', '/O=system:users/CN=1-1764000000']),
  ],
  [
    'Chinese names, SHA-512 and a serial with a leading zero',
    () => selfSigned('zh', [...rsa, '-sha512', '-set_serial', '0x00f1', '-subj', '/O=阿里云/CN=测试 é']),
  ],
];

for (const [what, make] of certificates) {
  test(`we agree with openssl on ${what}`, async (t) => {
    const pem = await make();
    const passport = readCertificatePassport(pem);
    t.deepEqual(asWeSee(passport), asOpensslSees(pem));
    const quick = readCertificateFacts(pem);
    t.is(quick.subject.commonName, passport.subject.find((each) => each.type === 'CN')?.value ?? '');
    t.deepEqual(
      quick.subject.organizations,
      passport.subject.filter((each) => each.type === 'O').map((each) => each.value),
    );
    t.deepEqual([quick.notBefore, quick.notAfter], [passport.notBefore, passport.notAfter]);
    t.deepEqual([quick.serial, quick.sha256], [passport.serial, passport.sha256]);
  });
}

test("the key's own fingerprint is the one openssl gives", async (t) => {
  const { certificate } = await makeSpecimen();
  const publicKey = openssl(['x509', '-noout', '-pubkey'], certificate);
  await writeFile(join(folder, 'public.pem'), publicKey);
  openssl(['pkey', '-pubin', '-in', 'public.pem', '-outform', 'DER', '-out', 'public.der']);
  const expected = openssl(['dgst', '-sha256', '-r', 'public.der']).split(' ')[0];
  t.is(readCertificatePassport(certificate).publicKey.sha256, expected ?? '');
});
