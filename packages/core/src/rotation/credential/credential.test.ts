import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { CertificateFacts } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import { fetchedCredential, isSupersededBy, readCredential, summarize } from './credential.js';

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

const changes: [
  what: string,
  change: (yaml: string, otherKey: string) => string,
  shown: Record<string, unknown> | null,
][] = [
  [
    'another’s key',
    (yaml, otherKey) => yaml.replace(/client-key-data: .*/, `client-key-data: ${otherKey}`),
    { keyMatches: false },
  ],
  ['a context of another name', (yaml) => yaml.replaceAll(/\d+-c0\S+/g, 'work'), { clusterId: null }],
  ['no authority', (yaml) => yaml.replace(/ *certificate-authority-data: .*\n/, ''), { authority: null }],
  ['no current context', (yaml) => yaml.replace(/current-context: .*\n/, ''), null],
  ['no certificate', (yaml) => yaml.replace(/ *client-certificate-data: .*\n/, ''), null],
  ['no key', (yaml) => yaml.replace(/ *client-key-data: .*\n/, ''), null],
  [
    'an invalid certificate',
    (yaml) => yaml.replace(/client-certificate-data: .*/, 'client-certificate-data: YWJj'),
    null,
  ],
  ['no server', (yaml) => yaml.replace(/ *server: .*\n/, '    x: a\n'), null],
  ['half of it', (yaml) => yaml.slice(0, 300), null],
  ['nothing', () => '', null],
  ['something else', () => '<html></html>', null],
];

for (const [what, change, shown] of changes) {
  test(`with ${what}: ${shown === null ? 'unreadable' : JSON.stringify(shown)}`, async (t) => {
    const [it, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
    const text = change(it.yaml, Buffer.from(other.key).toString('base64'));
    t.not(text, it.yaml);
    const { stored, target } = readCredential(text);
    if (shown === null) {
      t.is(stored.kind, 'unreadable');
      t.is(target, null);
      t.throws(() => fetchedCredential({ text }), { instanceOf: AckringError, code: 'Internal' });
    } else if (stored.kind === 'readable') t.like(stored.facts, shown);
    else t.fail(stored.problem);
  });
}

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
