import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { ObjectPlace } from '../machine/api-server/access-objects.js';
import { type Cluster, isServing } from '../words/cluster.js';
import { clusterKind } from '../words/cluster-kind.js';
import { isRecord, member } from '../words/json.js';
import { visible } from '../words/visible.js';

// ClusterProfile of the cluster-inventory API (sigs.k8s.io/cluster-inventory-api v0.1.0, KEP-4322 and KEP-5339).

const group = 'multicluster.x-k8s.io/v1alpha1';

/** Who writes: the cluster manager's name, the label's value and the field manager. */
export const manager = 'ackring';

/** The access provider; the provider file of our plug-in has the same name (docs/everyday.md). */
const providerName = 'ack';

/** A cluster of an account, and the way in, as it stands in a ClusterProfile. */
export interface ProfileSubject {
  readonly accountId: string;
  readonly cluster: Cluster;
  /** Null where one of its two is not known: such a cluster is in the inventory, and nobody gets in by it. */
  readonly door: Door | null;
}

export interface Door {
  readonly server: string;
  /** PEM. */
  readonly authority: string;
}

/** What is written: the object, and its status, each by an apply of its own. */
export interface ProfileBody {
  readonly apiVersion: string;
  readonly kind: 'ClusterProfile';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly displayName: string; readonly clusterManager: { readonly name: string } };
  readonly status: ProfileStatus;
}

interface ProfileStatus {
  readonly version: { readonly kubernetes: string };
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly accessProviders: readonly object[];
  readonly conditions: readonly (Health & { readonly lastTransitionTime: string })[];
}

interface Health {
  readonly type: 'ControlPlaneHealthy';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export function profileCollection(namespace: string): string {
  return `/apis/${group}/namespaces/${encodeURIComponent(namespace)}/clusterprofiles`;
}

export function profilePlace({
  metadata: { namespace, name },
}: {
  readonly metadata: Pick<ProfileBody['metadata'], 'namespace' | 'name'>;
}): ObjectPlace {
  return { collection: profileCollection(namespace), name };
}

/** Of id and account: a cluster may get another name, and two accounts' clusters never share one. */
export function profileName({
  accountId,
  cluster,
}: {
  readonly accountId: string;
  readonly cluster: Pick<Cluster, 'id'>;
}): string {
  return `${cluster.id}-${accountId}`;
}

const labels = { id: 'ackring.dev/cluster', region: 'ackring.dev/region', account: 'ackring.dev/account' };

/** The ClusterProfile of a cluster. What stayed as it was keeps the time since when it is so. */
export function profileOf(
  subject: ProfileSubject,
  { namespace, stored, now }: { namespace: string; stored: StoredProfile | null; now: Date },
): ProfileBody {
  const { accountId, cluster, door } = subject;
  const { id, region, version } = cluster;
  const health = healthOf(cluster.state);
  const before = stored?.status.conditions.find(({ type }) => type === health.type);
  const since = before?.status === health.status ? before.lastTransitionTime : null;
  const at = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: group,
    kind: 'ClusterProfile',
    metadata: {
      name: profileName(subject),
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': manager,
        'x-k8s.io/cluster-manager': manager,
        [labels.id]: id,
        [labels.region]: region,
        [labels.account]: accountId,
      },
    },
    spec: { displayName: visible(cluster.name), clusterManager: { name: manager } },
    status: {
      version: { kubernetes: version },
      properties: propertiesOf(subject),
      accessProviders: door === null ? [] : [providerOf(subject, door)],
      conditions: [{ ...health, lastTransitionTime: since ?? at }],
    },
  };
}

function healthOf(state: string): Health {
  const status = state.toLowerCase() === 'running' ? 'True' : isServing(state) ? 'Unknown' : 'False';
  const reason = state.replace(/(?:^|_+)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    type: 'ControlPlaneHealthy',
    status,
    reason: /^[A-Za-z][A-Za-z0-9]*$/.test(reason) ? reason : 'Unknown',
    message: `ACK says: ${visible(state)}`,
  };
}

const propertyPrefix = 'ackring.dev/';
const longest = { name: 253, value: 1024 };

function propertiesOf({ accountId, cluster }: ProfileSubject): ProfileStatus['properties'] {
  const { id, region, tags, state } = cluster;
  const facts = { account: accountId, cluster: id, kind: clusterKind(cluster), region, state };
  const tagged = Object.entries(tags).map(([key, value]) => [`tag/${key}`, value] as const);
  return [...Object.entries(facts), ...tagged]
    .map(([name, value]) => ({ name: `${propertyPrefix}${visible(name)}`, value: visible(value) }))
    .filter(({ name, value }) => value !== '' && name.length <= longest.name && value.length <= longest.value)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What our plug-in takes the cluster from: see `inventoryCluster`. */
function providerOf({ accountId, cluster }: ProfileSubject, { server, authority }: Door): object {
  const extension = { clusterId: cluster.id, region: cluster.region, accountId };
  return {
    name: providerName,
    cluster: {
      server,
      'certificate-authority-data': Buffer.from(authority).toString('base64'),
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension }],
    },
  };
}

const named = v.looseObject({ name: v.string() });
const record = v.record(v.string(), v.unknown());
const storedSchema = v.object({
  metadata: v.object({
    name: v.string(),
    namespace: v.string(),
    uid: v.string(),
    resourceVersion: v.string(),
    labels: v.optional(v.record(v.string(), v.string()), {}),
    managedFields: v.optional(
      v.array(
        v.object({
          manager: v.optional(v.string(), ''),
          operation: v.optional(v.string(), ''),
          subresource: v.optional(v.string(), ''),
          fieldsV1: v.optional(record, {}),
        }),
      ),
      [],
    ),
  }),
  spec: v.object({ displayName: v.optional(v.string(), ''), clusterManager: named }),
  status: v.optional(
    v.object({
      version: v.optional(v.object({ kubernetes: v.optional(v.string(), '') }), { kubernetes: '' }),
      properties: v.optional(v.array(v.object({ name: v.string(), value: v.string() })), []),
      accessProviders: v.optional(v.array(named), []),
      conditions: v.optional(
        v.array(
          v.object({
            type: v.string(),
            status: v.string(),
            reason: v.string(),
            message: v.string(),
            lastTransitionTime: v.string(),
          }),
        ),
        [],
      ),
    }),
    { version: { kubernetes: '' }, properties: [], accessProviders: [], conditions: [] },
  ),
});

/** One that the hub has. */
export type StoredProfile = v.InferOutput<typeof storedSchema>;

/** Null for what is no ClusterProfile. */
export function storedProfile(item: unknown): StoredProfile | null {
  const parsed = v.safeParse(storedSchema, item);
  return parsed.success ? parsed.output : null;
}

/** By what it says and by who set it: a label or a name alone anybody may give. */
export function isOurs({ metadata, spec }: StoredProfile): boolean {
  const isApplied = metadata.managedFields.some(
    (each) => each.manager === manager && each.operation === 'Apply',
  );
  return isApplied && spec.clusterManager.name === manager;
}

/** The cluster that one of ours is of; null where its labels no longer say. */
export function clusterOf(
  stored: StoredProfile,
): { readonly accountId: string; readonly id: string; readonly region: string } | null {
  const { [labels.id]: id, [labels.region]: region, [labels.account]: accountId } = stored.metadata.labels;
  if (id === undefined || region === undefined || accountId === undefined) return null;
  return isOurs(stored) && stored.metadata.name === profileName({ accountId, cluster: { id } })
    ? { accountId, id, region }
    : null;
}

/** The authority that we put there, where nobody has changed it since; PEM. */
export function authorityKept(stored: StoredProfile): string | null {
  const provider = stored.status.accessProviders.find(({ name }) => name === providerName);
  const data = member(member(provider, 'cluster'), 'certificate-authority-data');
  const setBy = stored.metadata.managedFields.filter(({ fieldsV1 }) => setsAuthority(fieldsV1));
  const isOurs = setBy.length > 0 && setBy.every((each) => each.manager === manager);
  return typeof data === 'string' && isOurs ? Buffer.from(data, 'base64').toString('utf8') : null;
}

/** A field without others below it is set with all that it holds. */
function setsAuthority(fields: unknown): boolean {
  let at = fields;
  for (const segment of authorityPath) {
    at = member(at, segment);
    if (at === undefined) return false;
    if (isRecord(at) && Object.keys(at).length === 0) return true;
  }
  return true;
}

const authorityPath = [
  'f:status',
  'f:accessProviders',
  `k:${JSON.stringify({ name: providerName })}`,
  'f:cluster',
  'f:certificate-authority-data',
];

export type ProfileField = 'displayName' | 'labels' | 'version' | 'properties' | 'access' | 'health';

/** What would change in a stored one. What others have put beside is theirs, and is not looked at. */
export function changesIn(body: ProfileBody, stored: StoredProfile): readonly ProfileField[] {
  const { metadata, spec, status } = stored;
  const own = Object.keys(body.metadata.labels).map((name) => [name, metadata.labels[name]]);
  const same: Readonly<Record<ProfileField, boolean>> = {
    displayName: spec.displayName === body.spec.displayName,
    labels: isDeepStrictEqual(Object.fromEntries(own), body.metadata.labels),
    version: status.version.kubernetes === body.status.version.kubernetes,
    properties: isDeepStrictEqual(
      status.properties
        .filter(({ name }) => name.startsWith(propertyPrefix))
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
      body.status.properties,
    ),
    access: isDeepStrictEqual(
      status.accessProviders.filter(({ name }) => name === providerName),
      body.status.accessProviders,
    ),
    health: isDeepStrictEqual(
      status.conditions.filter(({ type }) => type === 'ControlPlaneHealthy'),
      body.status.conditions,
    ),
  };
  return fields.filter((field) => !same[field]);
}

/** Whether what an apply of the object, or of its status, sets is there as it is meant. */
export function isAsMeant(body: ProfileBody, part: 'status' | null, item: unknown): boolean {
  const stored = storedProfile(item);
  const isLeft = (field: ProfileField) => isOfStatus(field) === (part === 'status');
  return stored !== null && isOurs(stored) && !changesIn(body, stored).some(isLeft);
}

/** Whether its status has it, and not the object. */
export function isOfStatus(field: ProfileField): boolean {
  return field !== 'displayName' && field !== 'labels';
}

const fields: readonly ProfileField[] = [
  'displayName',
  'labels',
  'version',
  'properties',
  'access',
  'health',
];
