import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import test from 'ava';
import type { KubernetesSecret } from '../../machine/api-server/secret-patch.js';
import { AckringError } from '../../words/errors.js';
import { readCredential } from '../credential/credential.js';
import { managedLabel } from './other-owner.js';
import { secretFormats, tagLabels } from './secret-format.js';
import { clusterAnnotation, identityAnnotation, refuseOthers, refuseUnwritable } from './secret-owner.js';
import { hasStaged, heldIn, promotion, refuseTooLarge, type SecretSlot, staging } from './secret-version.js';
import type { CredentialKey } from './sink.js';

// What is written into a Secret, and what is left alone, by its content.

const key: CredentialKey = { clusterId: specimenClusterId(1), clusterName: 'prod', identity: 'self' };
const place = { namespace: 'ci', name: 'prod' };
const encode = (text: string): string => Buffer.from(text).toString('base64');

const slot = (format: keyof typeof secretFormats = 'kubeconfig', identity = 'self'): SecretSlot => {
  return { key: { ...key, identity }, format: secretFormats[format] };
};

function secret(data: Record<string, string>, change: Partial<KubernetesSecret> = {}): KubernetesSecret {
  const encoded = Object.fromEntries(Object.entries(data).map(([name, text]) => [name, encode(text)]));
  return {
    annotations: {},
    labels: {},
    controller: null,
    immutable: false,
    isBeingDeleted: false,
    ...change,
    data: encoded,
  } as unknown as KubernetesSecret;
}

const version = (text: string) => ({ id: 'v', text });

test('a version is put beside the current one, unless it is there already', (t) => {
  const staged = (data: Record<string, string>) =>
    staging(secret(data), slot(), version('new'))?.data ?? null;
  t.deepEqual(staged({ kubeconfig: 'old' }), { 'kubeconfig.next': encode('new') });
  t.deepEqual(staged({ kubeconfig: 'old', 'kubeconfig.next': 'older' }), {
    'kubeconfig.next': encode('new'),
  });
  t.is(staged({ kubeconfig: 'new' }), null);
  t.is(staged({ kubeconfig: 'old', 'kubeconfig.next': 'new' }), null);
  t.true(hasStaged(secret({ 'kubeconfig.next': 'x' }), slot()));
  t.false(hasStaged(secret({ 'kubeconfig.next': 'x' }), slot('kubeconfig', 'role')));
});

test('a promotion is one write: the new one, the old one beside it, and nothing waiting', (t) => {
  const promoted = (data: Record<string, string> | null) =>
    promotion(data === null ? null : secret(data), slot(), version('new')).data;
  const current = { kubeconfig: encode('new') };
  t.deepEqual(promoted(null), current);
  t.deepEqual(promoted({}), current);
  t.deepEqual(promoted({ kubeconfig: 'old' }), { ...current, 'kubeconfig.previous': encode('old') });
  t.deepEqual(promoted({ kubeconfig: 'new', 'kubeconfig.next': 'new' }), {
    ...current,
    'kubeconfig.next': null,
  });
  t.deepEqual(promoted({ kubeconfig: 'old', 'kubeconfig.next': 'new' }), {
    ...current,
    'kubeconfig.previous': encode('old'),
    'kubeconfig.next': null,
  });
});

test('a Secret records its owner, and that it is ours if we created it', (t) => {
  const marks = (made: SecretSlot, isNew: boolean) => {
    const { labels, annotations } = promotion(isNew ? null : secret({}), made, version(''));
    return { labels, annotations };
  };
  const cluster = { [clusterAnnotation]: key.clusterId };
  t.deepEqual(marks(slot(), true), {
    labels: { [managedLabel.name]: managedLabel.value },
    annotations: cluster,
  });
  t.deepEqual(marks(slot(), false), { labels: {}, annotations: cluster });
  t.deepEqual(marks(slot('flux', 'role'), false).annotations, { ...cluster, [identityAnnotation]: 'role' });
});

test('each identity has its own key, and none is that of a waiting version', (t) => {
  const keys = ['self', 'role', 'a/b', 'x.next', 'x.previous', 'x.nexts'].map((identity) =>
    slot('kubeconfig', identity).format.dataKey({ ...key, identity }),
  );
  t.deepEqual(keys, [
    'kubeconfig',
    'kubeconfig-role',
    'kubeconfig-a_b',
    'kubeconfig-x_next',
    'kubeconfig-x_previous',
    'kubeconfig-x.nexts',
  ]);
  t.is(secretFormats.flux.dataKey(key), 'value');
  t.is(heldIn(secret({ value: 'x' }), slot('flux')), 'x');
  t.is(heldIn(secret({ kubeconfig: 'x' }), slot('flux')), null);
  t.is(heldIn({ ...secret({}), data: null }, slot()), null);
});

const most = 1_048_576;

test('a Secret is filled up to its limit, and not a byte more', (t) => {
  const fits = (data: Record<string, string> | null, length: number): boolean => {
    try {
      refuseTooLarge(data === null ? null : secret(data), slot(), version('x'.repeat(length)), place);
      return true;
    } catch (error) {
      return error instanceof AckringError && error.code === 'Refused'
        ? false
        : (() => {
            throw error;
          })();
    }
  };
  t.deepEqual([fits(null, most), fits(null, most + 1)], [true, false]);
  // Existing content stays, and the old one goes beside the new one.
  t.deepEqual([fits({ other: 'xx' }, most - 2), fits({ other: 'xx' }, most - 1)], [true, false]);
  t.deepEqual([fits({ kubeconfig: 'xx' }, most - 2), fits({ kubeconfig: 'xx' }, most - 1)], [true, false]);
  // It waits beside both before it takes the place of the older.
  const both = { kubeconfig: 'xx', 'kubeconfig.previous': 'yyy' };
  t.deepEqual([fits(both, most - 5), fits(both, most - 4)], [true, false]);
});

const argo = async () => {
  const { yaml, certificate, key: privateKey } = await makeSpecimen();
  const derived = secretFormats.argocd.derived(yaml, key);
  return { yaml, certificate, privateKey, derived, data: { ...derived, kubeconfig: yaml } };
};

test('Argo CD gets a cluster by name, server and certificate', async (t) => {
  const { derived, certificate, privateKey } = await argo();
  t.like(derived, { name: 'prod', server: 'https://203.0.113.10:6443' });
  const { tlsClientConfig } = JSON.parse(derived['config'] ?? '');
  t.deepEqual(Object.keys(tlsClientConfig), ['insecure', 'caData', 'certData', 'keyData']);
  t.is(tlsClientConfig.insecure, false);
  t.is(tlsClientConfig.certData, encode(certificate));
  t.is(tlsClientConfig.keyData, encode(privateKey));
  const labels = secretFormats.argocd.labels({ ...key, tags: { env: 'prod' } });
  t.deepEqual(labels, { env: 'prod', 'argocd.argoproj.io/secret-type': 'cluster' });
  t.deepEqual(secretFormats.argocd.labels(key), { 'argocd.argoproj.io/secret-type': 'cluster' });
});

test('what Argo CD reads counts if the kubeconfig beside it disagrees', async (t) => {
  const { yaml, data, derived, certificate } = await argo();
  const held = (change: Record<string, string | undefined>) => {
    const entries = Object.entries({ ...data, ...change }).filter(
      (each): each is [string, string] => each[1] !== undefined,
    );
    return heldIn(secret(Object.fromEntries(entries)), slot('argocd'));
  };
  t.is(held({}), yaml);
  t.is(held({ config: undefined }), null);
  t.is(held({ server: undefined }), null);
  for (const change of [
    { kubeconfig: undefined },
    { kubeconfig: 'contexts: [' },
    { server: 'https://moved:6443' },
  ]) {
    const { stored, target } = readCredential(held(change) ?? '');
    t.is(stored.kind, 'readable', JSON.stringify(change));
    t.is(target?.clientCertificate?.trim(), certificate.trim());
    t.regex(target?.certificateAuthority ?? '', /^-----BEGIN CERTIFICATE-----/);
    t.is(target?.server, change.server ?? 'https://203.0.113.10:6443');
  }
  t.is(held({ config: '{' }), '');
  t.is(held({ config: '{}' }), '');
  const silent = (derived['config'] ?? '').replace('"insecure":false,', '');
  t.is(readCredential(held({ config: silent }) ?? '').target?.insecureSkipTlsVerify, false);
  const insecure = (derived['config'] ?? '')
    .replace('"insecure":false', '"insecure":true')
    .replace(/"caData":"[^"]*",/, '');
  const { target } = readCredential(held({ config: insecure }) ?? '');
  t.like(target, { insecureSkipTlsVerify: true, certificateAuthority: null });
});

const labels: [tags: Record<string, string>, labels: Record<string, string>][] = [
  [{}, {}],
  [
    { env: 'prod', team: '' },
    { env: 'prod', team: '' },
  ],
  [{ 'a b': 'c d' }, { 'a-b': 'c-d' }],
  [{ '-a-': '_b_' }, { a: 'b' }],
  [{ '': 'x', '--': 'x', 生产: 'x' }, {}],
  [{ 'acme.io/env': 'x' }, { 'acme.io/env': 'x' }],
  [{ 'ACME.io/env': 'x' }, { 'acme.io/env': 'x' }],
  [{ 'a..b/env': 'x' }, { 'a..b-env': 'x' }],
  [{ '-a/env': 'x' }, { 'a-env': 'x' }],
  [{ 'a/b/c': 'x' }, { 'a/b-c': 'x' }],
  [
    { 'kubernetes.io/x': 'x', 'node.k8s.io/x': 'x', 'argocd.argoproj.io/x': 'x', 'mykubernetes.io/x': 'x' },
    { 'mykubernetes.io/x': 'x' },
  ],
  [{ 'a b': '2', 'a-b': '1' }, { 'a-b': '2' }],
  [{ [`${'p'.repeat(253)}/n`]: 'x' }, { [`${'p'.repeat(253)}/n`]: 'x' }],
  [{ [`${'p'.repeat(254)}/n`]: 'x' }, { [`${'p'.repeat(63)}`]: 'x' }],
  [{ k: 'x'.repeat(64) }, { k: 'x'.repeat(63) }],
];

test('tags become labels as far as they are valid', (t) => {
  for (const [tags, expected] of labels) t.deepEqual(tagLabels(tags), expected, JSON.stringify(tags));
});

function codeOf(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof AckringError ? error.code : String(error);
  }
}

const claims: [
  annotations: Record<string, string>,
  format: keyof typeof secretFormats,
  adopt: readonly string[],
  code: string | null,
][] = [
  [{}, 'kubeconfig', [], 'Refused'],
  [{}, 'kubeconfig', ['other'], 'Refused'],
  [{}, 'kubeconfig', ['prod'], null],
  [{ [clusterAnnotation]: key.clusterId }, 'kubeconfig', [], null],
  [{ [clusterAnnotation]: 'c2' }, 'kubeconfig', ['prod'], 'Conflict'],
  [{ [clusterAnnotation]: key.clusterId, [identityAnnotation]: 'self' }, 'flux', [], null],
  [{ [clusterAnnotation]: key.clusterId, [identityAnnotation]: 'role' }, 'flux', [], 'Conflict'],
  [{ [clusterAnnotation]: key.clusterId, [identityAnnotation]: 'role' }, 'kubeconfig', [], null],
  [{ [clusterAnnotation]: key.clusterId }, 'flux', [], null],
];

test("other credentials' and other people's Secrets are left alone", (t) => {
  for (const [annotations, format, adopt, code] of claims) {
    const refuse = () => refuseOthers(secret({}, { annotations }), { place, adopt, ...slot(format) });
    t.is(codeOf(refuse), code, JSON.stringify([annotations, format, adopt]));
  }
  const unwritable = (change: Partial<KubernetesSecret>) =>
    codeOf(() => refuseUnwritable(secret({}, change), place));
  t.deepEqual(
    [unwritable({}), unwritable({ immutable: true }), unwritable({ isBeingDeleted: true })],
    [null, 'Refused', 'Refused'],
  );
});
