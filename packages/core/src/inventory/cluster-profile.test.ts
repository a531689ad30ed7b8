import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import {
  authorityKept,
  changesIn,
  clusterOf,
  isAsMeant,
  isOurs,
  type ProfileBody,
  type ProfileField,
  profileOf,
  type StoredProfile,
  storedProfile,
} from './cluster-profile.js';

const now = new Date('2026-11-30T12:00:00Z');
const later = new Date('2026-12-01T12:00:00Z');
const accountId = '1234567890123456';
const cluster = specimenCluster({ name: 'prod', state: 'running', tags: { env: 'prod', none: '' } });
const door = { server: 'https://203.0.113.1:6443', authority: 'PEM' };
const made = (change: object = {}, stored: StoredProfile | null = null, at = now) =>
  profileOf({ accountId, cluster: { ...cluster, ...change }, door }, { namespace: 'fleet', stored, now: at });

const authorityField = {
  'f:status': {
    'f:accessProviders': { 'k:{"name":"ack"}': { 'f:cluster': { 'f:certificate-authority-data': {} } } },
  },
};

/** As the hub has it. */
function kept(
  body: ProfileBody,
  change: Record<string, unknown> = {},
  managers = ['ackring'],
): StoredProfile {
  const managedFields = managers.map((manager) => ({
    ...{ manager, operation: 'Apply', fieldsV1: authorityField },
  }));
  const { metadata, ...own } = { ...body, ...change };
  const named = { ...metadata, uid: 'u', resourceVersion: '1', managedFields };
  const stored = storedProfile({ ...own, metadata: named });
  if (stored === null) throw new Error('no ClusterProfile');
  return stored;
}

const states: readonly (readonly [state: string, status: string, reason: string])[] = [
  ['running', 'True', 'Running'],
  ['Running', 'True', 'Running'],
  ['updating', 'Unknown', 'Updating'],
  ['delete_failed', 'False', 'DeleteFailed'],
  ['unavailable', 'False', 'Unavailable'],
  ['2 strange', 'Unknown', 'Unknown'],
];
for (const [state, status, reason] of states)
  test(`a cluster that is ${state} has a healthy control plane: ${status}`, (t) => {
    t.like(made({ state }).status.conditions[0], { type: 'ControlPlaneHealthy', status, reason });
  });

test('what stays as it was keeps since when, and a tag without a value is no property', (t) => {
  const stored = kept(made());
  t.deepEqual(changesIn(made({}, stored, later), stored), []);
  const [stays] = made({}, stored, later).status.conditions;
  t.is(stays?.lastTransitionTime, '2026-11-30T12:00:00Z');
  const [turned] = made({ state: 'unavailable' }, stored, later).status.conditions;
  t.is(turned?.lastTransitionTime, '2026-12-01T12:00:00Z');
  const names = made().status.properties.map(({ name }) => name);
  t.true(names.includes('ackring.dev/tag/env'));
  t.false(names.includes('ackring.dev/tag/none'));
});

test('a tag is a property up to 253 characters of its name, and 1,024 of its value', (t) => {
  const longest = 'n'.repeat(253 - 'ackring.dev/tag/'.length);
  const tags = { [longest]: 'x', [`${longest}n`]: 'x', long: 'x'.repeat(1024), longer: 'x'.repeat(1025) };
  const names = made({ tags }).status.properties.map(({ name }) => name.slice('ackring.dev/'.length));
  t.deepEqual(
    names.filter((name) => name.startsWith('tag/')),
    ['tag/long', `tag/${longest}`],
  );
});

const changes: readonly (readonly [change: object, fields: readonly ProfileField[]])[] = [
  [{ name: 'other' }, ['displayName']],
  [{ version: '1.99.0' }, ['version']],
  [{ tags: { env: 'dev' } }, ['properties']],
  [{ tags: {} }, ['properties']],
  [{ state: 'updating' }, ['properties', 'health']],
  [{ region: 'eu-central-1' }, ['labels', 'properties', 'access']],
];
for (const [change, fields] of changes)
  test(`${JSON.stringify(change)} changes ${fields.join(', ')}`, (t) => {
    const stored = kept(made());
    t.deepEqual(changesIn(made(change, stored), stored), fields);
  });

test('the object and its status are each as meant by what is theirs, and only what is ours', (t) => {
  const body = made();
  const parts = ['status', null] as const;
  const meant = (item: unknown, wanted = body) => parts.filter((part) => isAsMeant(wanted, part, item));
  t.deepEqual(meant(kept(body)), ['status', null]);
  t.deepEqual(meant(kept(body), made({ name: 'other' })), ['status']);
  t.deepEqual(meant(kept(body), made({ version: '1.99.0' })), [null]);
  t.deepEqual(meant(kept(body, {}, ['kubectl'])), []);
  t.deepEqual(meant({}), []);
});

test('what others put beside is not looked at', (t) => {
  const body = made();
  const properties = [...body.status.properties, { name: 'theirs', value: 'x' }];
  const conditions = [{ ...body.status.conditions[0], type: 'Theirs' }, ...body.status.conditions];
  const stored = kept(body, { status: { ...body.status, properties, conditions } });
  t.deepEqual(changesIn(made({}, stored), stored), []);
});

test('ours is what ackring applied as its manager, and its cluster what its labels and its name say', (t) => {
  const body = made();
  t.deepEqual(clusterOf(kept(body)), { accountId, id: cluster.id, region: cluster.region });
  t.false(isOurs(kept(body, {}, ['kubectl'])));
  t.false(isOurs(kept(body, { spec: { displayName: 'prod', clusterManager: { name: 'argocd' } } })));
  const moved = { ...body.metadata, name: 'another' };
  t.is(clusterOf(kept(body, { metadata: moved })), null);
  for (const label of ['cluster', 'region', 'account']) {
    const { [`ackring.dev/${label}`]: _, ...labels } = body.metadata.labels;
    t.is(clusterOf(kept(body, { metadata: { ...body.metadata, labels } })), null, label);
  }
});

test('an authority that somebody else has set is not kept', (t) => {
  t.is(authorityKept(kept(made())), 'PEM');
  t.is(authorityKept(kept(made(), {}, ['ackring', 'kubectl'])), null);
  t.is(authorityKept(kept(made(), {}, [])), null);
});

const setBefore: readonly (readonly [fields: object, isSet: boolean])[] = [
  [{}, false],
  [{ 'f:spec': {} }, false],
  [{ 'f:status': {} }, true],
  [{ 'f:status': { 'f:conditions': {} } }, false],
  [{ 'f:status': { 'f:accessProviders': {} } }, true],
  [{ 'f:status': { 'f:accessProviders': { 'k:{"name":"other"}': {} } } }, false],
  [
    { 'f:status': { 'f:accessProviders': { 'k:{"name":"ack"}': { 'f:cluster': { 'f:server': {} } } } } },
    false,
  ],
  [authorityField, true],
  [
    JSON.parse(JSON.stringify(authorityField).replace('authority-data":{}', 'authority-data":{".":{}}')),
    true,
  ],
];
for (const [fieldsV1, isSet] of setBefore)
  test(`whoever sets ${JSON.stringify(fieldsV1)} ${isSet ? 'sets' : 'leaves'} the authority`, (t) => {
    const stored = kept(made());
    const theirs = { manager: 'kubectl', operation: 'Update', subresource: '', fieldsV1: { ...fieldsV1 } };
    const managedFields = [...stored.metadata.managedFields, theirs];
    const both = { ...stored, metadata: { ...stored.metadata, managedFields } };
    t.is(authorityKept(both), isSet ? null : 'PEM');
  });
