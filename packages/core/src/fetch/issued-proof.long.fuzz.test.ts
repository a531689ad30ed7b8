import { X509Certificate } from 'node:crypto';
import {
  makeSpecimen,
  type Specimen,
  specimenClusterId,
  specimenNow,
  specimenUid,
} from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { type IssuedExpectation, proveIssued, type SoundKubeconfig } from './issued-proof.js';

/** Fewer than in a soak test, so that the tests end in minutes. */
const rounds = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? 2_000);
const seed = Number(process.env['ACKRING_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const server = 'https://203.0.113.10:6443';
const expected: IssuedExpectation = {
  cluster: { id: specimenClusterId(1), region: 'cn-hangzhou', name: 'prod' },
  servers: [server],
  holder: { kind: 'identity', uid: specimenUid, isAccountRoot: false },
  life: { kind: 'longTerm' },
  now: specimenNow,
};

test(`of ${rounds} mutated answers only those as issued pass (seed ${seed})`, async (t) => {
  t.log(`again with ACKRING_FUZZ_SEED=${seed}`);
  t.timeout(1_200_000);
  const random = mulberry32(seed);
  const [it, other] = await Promise.all([
    makeSpecimen(),
    makeSpecimen({ keyNumber: 1, uid: '299999999999999999', clusterId: specimenClusterId(2) }),
  ]);
  const revoked = [it, other].map(({ certificate }) => readCertificateFacts(certificate));
  /** What neither of the two answers is, whatever the mutation. */
  const unmet: readonly Partial<IssuedExpectation>[] = [
    { life: { kind: 'temporary', minutes: 60 } },
    { servers: ['https://198.51.100.1:6443'] },
    { revoked },
  ];
  let sound = 0;
  for (let round = 0; round < rounds; round += 1) {
    const text = mutate(it, other, random);
    const change = random() < 0.2 ? pick(unmet, random) : {};
    const proof = proveIssued(text, { ...expected, ...change });
    if (proof.kind === 'refused') {
      if (proof.objections.length === 0) t.fail(`round ${round}: refused without a reason`);
      continue;
    }
    sound += 1;
    if (unmet.includes(change)) t.fail(`round ${round}: not what was asked for (${Object.keys(change)})`);
    const { issued } = proof;
    const flaw = flawOf(issued, it);
    if (flaw !== null) t.fail(`round ${round}: ${flaw}, ${issued.server}`);
    if (acting.test(issued.text)) t.fail(`round ${round}: a field that acts`);
    if (proveIssued(issued.text, expected).kind !== 'sound')
      t.fail(`round ${round}: unsound at a second look`);
  }
  t.log(`${sound} of ${rounds} were still what was issued`);
  t.true(sound > 0 && sound < rounds);
});

/** Differences to the issued one that matter: where it leads, whom it trusts, its holder, and its key. */
function flawOf(issued: SoundKubeconfig, it: Specimen): string | null {
  if (issued.server.replace(/\/$/, '') !== server) return 'another server';
  if (derOf(issued.clientKey) !== derOf(it.key)) return 'another key';
  const [leaf, ownLeaf] = [issued.clientCertificate, it.certificate].map((pem) => new X509Certificate(pem));
  const [authority, own] = [issued.certificateAuthority, it.authority].map((pem) => new X509Certificate(pem));
  if (!leaf || !ownLeaf || !authority || !own) return 'no certificate';
  if (!leaf.publicKey.equals(ownLeaf.publicKey)) return 'a certificate of another key';
  // If the two have no key identifier in common, damage cannot be detected, as with ACK's until 2024.
  const named = ownLeaf.raw.subarray(ownLeaf.raw.indexOf('0603551d23', 'hex')).subarray(0, 31);
  const held = own.raw.subarray(own.raw.indexOf('0603551d0e', 'hex')).subarray(0, 29);
  const isProvable = leaf.raw.includes(named) && authority.raw.includes(held);
  if (isProvable && !leaf.raw.equals(ownLeaf.raw)) return 'a damaged certificate';
  const isSelfSigned = authority.subject === authority.issuer;
  if (isSelfSigned && !authority.publicKey.equals(own.publicKey)) return 'another authority';
  return null;
}

const acting = /exec|token|proxy|insecure|password|username|auth-provider|tls-server-name|\bas(?:-\w+)?:/;

function derOf(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '');
}

type Random = () => number;

function mutate(it: Specimen, other: Specimen, random: Random): string {
  let text = it.yaml;
  const times = 1 + Math.floor(random() * random() * 4);
  for (let count = 0; count < times; count += 1) text = pick(mutations, random)(text, { it, other, random });
  return text;
}

interface Material {
  readonly it: Specimen;
  readonly other: Specimen;
  readonly random: Random;
}

type Mutation = (text: string, material: Material) => string;

/** Text that a hostile answer would contain, at the indentation of a cluster's or a user's field. */
const planted = [
  'exec: {apiVersion: client.authentication.k8s.io/v1, command: sh}',
  'exec: {command: ackring, args: [exec-credential], env: [{name: NODE_OPTIONS, value: --import=/tmp/x}]}',
  'token: t',
  'tokenFile: /etc/shadow',
  'username: a',
  'as: system:admin',
  'as-groups: [system:masters]',
  'auth-provider: {name: oidc}',
  'proxy-url: socks5://203.0.113.66:1',
  'insecure-skip-tls-verify: true',
  'tls-server-name: x',
  'server: https://203.0.113.66:6443',
  'server: http://203.0.113.10:6443',
  'certificate-authority: /tmp/ca',
  'client-key: /tmp/key',
  '<<: {proxy-url: "http://203.0.113.66"}',
  '"ex\\u0065c": {command: sh}',
  'extensions: [{name: a, extension: {exec: sh}}]',
  'disable-compression: true',
];

const bytes: Mutation = (text, { random }) => {
  const at = Math.floor(random() * text.length);
  const character = String.fromCharCode(Math.floor(random() * (random() < 0.9 ? 128 : 0xffff)));
  const kind = random();
  if (kind < 0.4) return text.slice(0, at) + character + text.slice(at + 1);
  return kind < 0.7 ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + character + text.slice(at);
};

/** Inside the base64: the DER of the certificate, the key or the authority. */
const der: Mutation = (text, { it, random }) => {
  const pem = pick([it.certificate, it.key, it.authority], random);
  const body = Buffer.from(derOf(pem), 'base64');
  const at = Math.floor(random() * body.length);
  body[at] = (body[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  const [begin = '', end = ''] = pem.match(/-----[^-]+-----/g) ?? [];
  const lines = body.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return text.replace(base64(pem), base64(`${begin}\n${lines}\n${end}\n`));
};

const pemText: Mutation = (text, { it, other, random }) => {
  const pem = pick([it.certificate, it.key, it.authority], random);
  const added = pick(
    [other.certificate, other.key, other.authority, 'Subject: x\n', '\n', '\r\n', ' '],
    random,
  );
  return text.replace(base64(pem), base64(random() < 0.5 ? pem + added : added + pem));
};

const lines: Mutation = (text, { random }) => {
  const all = text.split('\n');
  const [from, to] = [Math.floor(random() * all.length), Math.floor(random() * all.length)];
  const [line = ''] = random() < 0.5 ? all.splice(from, 1) : [all[from]];
  if (random() < 0.7) all.splice(to, 0, line);
  return all.join('\n');
};

const fields: Mutation = (text, { random }) => {
  const section = pick(['- cluster:\n', '  user:\n', '- context:\n'], random);
  return text.replace(section, `${section}    ${pick(planted, random)}\n`);
};

const swapped: Mutation = (text, { it, other, random }) => {
  const [one, by] = pick(
    [
      [it.certificate, other.certificate],
      [it.key, other.key],
      [it.authority, other.authority],
      [it.authority, it.certificate],
      [it.key, it.certificate],
    ] as const,
    random,
  );
  return text.replace(base64(one), base64(by));
};

const whole: Mutation = (text, { other, random }) =>
  pick(
    [
      text.slice(0, Math.floor(random() * text.length)),
      `${text}---\n${other.yaml}`,
      text + other.yaml.slice(other.yaml.indexOf('users:')),
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      `\n${text}`,
      JSON.stringify(text),
    ],
    random,
  );

const mutations: readonly Mutation[] = [bytes, bytes, der, der, pemText, lines, fields, swapped, whole];

function pick<T>(list: readonly [T, ...T[]] | readonly T[], random: Random): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function mulberry32(start: number): Random {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
