import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { CertificateFacts } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import {
  fetchedCredential,
  isSupersededBy,
  knownOf,
  readCredential,
  readKnown,
  summarize,
} from './credential.js';

// What a stored kubeconfig says about itself, and what makes it unusable.

test('a kubeconfig shows its certificate, its cluster and what it trusts', async (t) => {
  const { yaml } = await makeSpecimen();
  const { stored, target } = readCredential(yaml);
  if (stored.kind !== 'readable') return t.fail(stored.problem);
  t.like(stored.facts, {
    keyMatches: true,
    server: 'https://203.0.113.10:6443',
    clusterId: specimenClusterId(1),
    certificate: { uid: specimenUid },
  });
  t.regex(stored.facts.authority ?? '', /^[0-9a-f]{64}$/);
  t.is(target?.server, 'https://203.0.113.10:6443');
  const { notAfter, serial } = stored.facts.certificate;
  const server = 'https://203.0.113.10:6443';
  t.deepEqual(summarize(stored.facts), { notAfter: notAfter.toISOString(), serial, server });
});

test('a version is named by its certificate and its text, at most 64 characters', async (t) => {
  const { yaml } = await makeSpecimen();
  const versionOf = (text: string) => fetchedCredential({ text }).facts.version;
  const first = versionOf(yaml);
  t.regex(first, /^[0-9a-f]{40}-[0-9a-f]{16}$/);
  t.is(versionOf(yaml), first);
  const moved = versionOf(yaml.replace('203.0.113.10', '203.0.113.11'));
  t.is(moved.slice(0, 41), first.slice(0, 41));
  t.not(moved, first);
  const { sha256 } = fetchedCredential({ text: yaml }).facts.certificate;
  t.is(first.slice(0, 40), sha256.slice(0, 40));
});

const unusable = 'it is not a kubeconfig with a client certificate';
const uncertified = 'it has no client certificate';
const changes: [
  what: string,
  change: (yaml: string, otherKey: string) => string,
  shown: Record<string, unknown> | string,
][] = [
  [
    'another’s key',
    (yaml, otherKey) => yaml.replace(/client-key-data: .*/, `client-key-data: ${otherKey}`),
    { keyMatches: false },
  ],
  ['a context of another name', (yaml) => yaml.replaceAll(/\d+-c0\S+/g, 'work'), { clusterId: null }],
  ['no authority', (yaml) => yaml.replace(/ *certificate-authority-data: .*\n/, ''), { authority: null }],
  ['no current context', (yaml) => yaml.replace(/current-context: .*\n/, ''), 'it has no current context'],
  ['no certificate', (yaml) => yaml.replace(/ *client-certificate-data: .*\n/, ''), uncertified],
  ['no key', (yaml) => yaml.replace(/ *client-key-data: .*\n/, ''), unusable],
  [
    'an invalid certificate',
    (yaml) => yaml.replace(/client-certificate-data: .*/, 'client-certificate-data: YWJj'),
    unusable,
  ],
  ['no server', (yaml) => yaml.replace(/ *server: .*\n/, '    x: a\n'), unusable],
  ['half of it', (yaml) => yaml.slice(0, 300), unusable],
  ['nothing', () => '', 'it has no current context'],
  ['something else', () => '<html></html>', unusable],
];

for (const [what, change, shown] of changes) {
  test(`with ${what}: ${JSON.stringify(shown)}`, async (t) => {
    const [it, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
    const text = change(it.yaml, Buffer.from(other.key).toString('base64'));
    t.not(text, it.yaml);
    const { stored, target } = readCredential(text);
    if (typeof shown === 'string') {
      t.deepEqual(stored, { kind: 'unreadable', problem: shown });
      t.is(target, null);
      t.throws(() => fetchedCredential({ text }), { instanceOf: AckringError, code: 'Internal' });
    } else if (stored.kind === 'readable') t.like(stored.facts, shown);
    else t.fail(stored.problem);
  });
}

test('what is known of a kubeconfig is its facts, and of what is none nothing', async (t) => {
  const { yaml } = await makeSpecimen();
  t.deepEqual(readKnown(knownOf(yaml)), readCredential(yaml).stored);
  t.is(knownOf('<html></html>'), '');
  t.deepEqual(readKnown('a problem'), { kind: 'unreadable', problem: 'a problem' });
});

test('the same authority is equal, whatever text surrounds it', async (t) => {
  const { yaml, authority } = await makeSpecimen();
  const spaced = yaml.replace(
    /certificate-authority-data: .*/,
    `certificate-authority-data: ${Buffer.from(`${authority}\n\n`).toString('base64')}`,
  );
  const of = (text: string) => fetchedCredential({ text }).facts.authority;
  t.not(spaced, yaml);
  t.is(of(spaced), of(yaml));
});

function named(uid: string | null, issuedAt: number | null): CertificateFacts {
  const subject = { organizations: [], commonName: '' };
  const dates = { notBefore: new Date(0), notAfter: new Date(0) };
  return {
    subject,
    uid,
    issuedAt: issuedAt === null ? null : new Date(issuedAt),
    ...dates,
    serial: '',
    sha256: '',
  };
}

test('a later name of the same identity shows that an earlier one is dead', (t) => {
  const dead = (later: CertificateFacts, earlier: CertificateFacts) => isSupersededBy(later, earlier);
  t.true(dead(named('1', 2), named('1', 1)));
  t.false(dead(named('1', 1), named('1', 1)));
  t.false(dead(named('1', 1), named('1', 2)));
  t.false(dead(named('2', 2), named('1', 1)));
  t.false(dead(named(null, 2), named(null, 1)));
  t.false(dead(named('1', null), named('1', 1)));
  t.false(dead(named('1', 2), named('1', null)));
});
