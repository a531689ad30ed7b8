import * as v from 'valibot';
import type { Cluster, ClusterDetail, ClusterRef, Region } from '../../words/cluster.js';
import {
  calledName,
  type Identity,
  type IdentityState,
  type IdentityType,
  type ShareIdentity,
} from '../../words/identity.js';
import { holding } from '../openapi/operation.js';
import type { AddOn, CertificateState, ConfiguredAddOn, IssuedKubeconfig, KubeconfigState } from './api.js';
import {
  anything,
  count,
  decodeEndpoints,
  endpointsSchema,
  instant,
  list,
  text,
  truth,
} from './decode-endpoints.js';

/** One page of a list: the readable items, and how many the server sent and has in total. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly received: number;
  readonly total: number | null;
}

/** The count of a list, which each call names differently. */
const totalSchema = v.object({ total_count: count });

const tagItem = v.fallback(v.object({ key: text, value: text }), { key: '', value: '' });
const tagsSchema = v.fallback(
  v.pipe(
    v.array(tagItem),
    v.transform((tags): Record<string, string> => {
      return Object.fromEntries(tags.filter(({ key }) => key !== '').map(({ key, value }) => [key, value]));
    }),
  ),
  {},
);

const clusterSchema = v.object({
  cluster_id: text,
  name: text,
  region_id: text,
  cluster_type: text,
  profile: text,
  cluster_spec: text,
  state: text,
  current_version: text,
  init_version: text,
  created: instant,
  updated: instant,
  tags: tagsSchema,
  vpc_id: text,
});
/** Null where it is off, or not what a trust policy can name. */
const rrsaSchema = v.object({
  enabled: v.literal(true),
  oidc_arn: v.pipe(v.string(), v.regex(/^acs:ram::\d+:oidc-provider\/[\w.-]+$/)),
  issuer: v.pipe(v.string(), v.regex(/^https:\/\/[\w./-]+$/)),
  audience: v.pipe(v.string(), v.regex(/^[\w./:-]+$/)),
});
const detailSchema = v.object({
  extra_sans: list,
  rrsa_config: v.fallback(v.nullable(rrsaSchema), null),
});

export const clustersSchema = v.object({
  clusters: holding(v.nullable(v.array(v.unknown())), clusterSchema),
  page_info: holding(anything, totalSchema),
});
export const clusterDetailSchema = v.object({
  ...clusterSchema.entries,
  ...detailSchema.entries,
  ...endpointsSchema.entries,
});

const addOnSchema = v.object({ name: text, version: text, state: text });
export const addOnsSchema = v.object({ addons: holding(v.nullable(v.array(v.unknown())), addOnSchema) });

/** `{"addons": [{"name", "version", "state"}]}`. */
export function decodeAddOns(body: unknown): readonly AddOn[] | null {
  const parsed = v.safeParse(addOnsSchema, body);
  if (!parsed.success) return null;
  return (parsed.output.addons ?? []).flatMap((item) => {
    const addOn = v.safeParse(addOnSchema, item);
    if (!addOn.success || addOn.output.name === '') return [];
    const { name, version, state } = addOn.output;
    return [{ name, version: version || null, state: state || null }];
  });
}

export const configuredAddOnSchema = v.object({ ...addOnSchema.entries, config: text });

/** `{"name", "version", "state", "config"}`; the configuration is JSON in a text. */
export function decodeConfiguredAddOn(body: unknown): ConfiguredAddOn | null {
  const parsed = v.safeParse(configuredAddOnSchema, body);
  if (!parsed.success || parsed.output.name === '') return null;
  const { name, version, state, config } = parsed.output;
  return { name, version: version || null, state: state || null, config: config || null };
}

/** Legacy Swarm clusters are in the list but have no kubeconfig. */
const swarm = 'aliyun';

/** `{"clusters": [...], "page_info": {...}}`; items without an id, and Swarm's, are left out. */
export function decodeClusters(body: unknown, region: string): Page<Cluster> | null {
  const page = v.safeParse(clustersSchema, body);
  if (!page.success) return null;
  const received = page.output.clusters ?? [];
  const items = received.flatMap((item) => toCluster(item, region) ?? []);
  return { items, received: received.length, total: totalOf(page.output.page_info) };
}

/** One cluster's detail, or null if it is not one. */
export function decodeClusterDetail(body: unknown, region: string): ClusterDetail | null {
  const cluster = toCluster(body, region);
  if (cluster === null) return null;
  const { extra_sans: sans, rrsa_config: rrsa } = v.parse(detailSchema, body);
  return {
    ...cluster,
    endpoints: decodeEndpoints(body),
    extraSans: sans.filter((san) => typeof san === 'string'),
    rrsa: rrsa === null ? null : { provider: rrsa.oidc_arn, issuer: rrsa.issuer, audience: rrsa.audience },
  };
}

function toCluster(item: unknown, region: string): Cluster | null {
  const parsed = v.safeParse(clusterSchema, item);
  if (!parsed.success) return null;
  const it = parsed.output;
  if (it.cluster_id === '' || it.cluster_type === swarm) return null;
  return {
    id: it.cluster_id,
    name: it.name || it.cluster_id,
    region: it.region_id || region,
    type: it.cluster_type,
    profile: it.profile || 'Default',
    spec: it.cluster_spec,
    state: it.state,
    version: it.current_version || it.init_version,
    endpoints: null,
    created: it.created,
    updated: it.updated,
    tags: it.tags,
    vpcId: it.vpc_id || null,
  };
}

const certificateFields = { cert_expire_time: instant, cert_state: text };
const holderSchema = v.object({
  account_id: text,
  account_name: text,
  account_display_name: text,
  account_type: text,
  account_state: text,
  ...certificateFields,
  revokable: truth,
  cloud_service_name: text,
});
const ownStateSchema = v.object({ cluster_id: text, cluster_name: text, ...certificateFields });

export const clusterStatesSchema = v.object({
  states: holding(v.nullable(v.array(v.unknown())), holderSchema),
  page: holding(anything, totalSchema),
});
export const userStatesSchema = v.object({
  states: holding(v.nullable(v.array(v.unknown())), ownStateSchema),
  page: holding(anything, totalSchema),
});

/**
 * The states of one cluster: every item is about `cluster`. The same few people hold a fleet's kubeconfigs: `share`
 * returns one object for equal identities.
 */
export function decodeClusterStates(
  body: unknown,
  { id, name, region }: ClusterRef & { readonly name: string },
  share: ShareIdentity = (identity) => identity,
): Page<KubeconfigState> | null {
  const page = v.safeParse(clusterStatesSchema, body);
  const cluster = { id, name, region };
  return page.success ? pageOf(page.output, (item) => toHolderState(item, cluster, share)) : null;
}

/** The states of one identity over its clusters: the items name the clusters, but not the identity. */
export function decodeUserStates(body: unknown, uid: string, region: string): Page<KubeconfigState> | null {
  const page = v.safeParse(userStatesSchema, body);
  const identity = { uid, name: uid, type: 'unknown', state: 'unknown' } as const;
  return page.success ? pageOf(page.output, (item) => toOwnState(item, identity, region)) : null;
}

function pageOf<Item>(
  { states, page }: v.InferOutput<typeof clusterStatesSchema>,
  toItem: (item: unknown) => Item | null,
): Page<Item> {
  const received = states ?? [];
  const items = received.flatMap((item) => toItem(item) ?? []);
  return { items, received: received.length, total: totalOf(page) };
}

function toHolderState(
  item: unknown,
  cluster: ClusterRef & { readonly name: string },
  share: ShareIdentity,
): KubeconfigState | null {
  const parsed = v.safeParse(holderSchema, item);
  if (!parsed.success || parsed.output.account_id === '') return null;
  const it = parsed.output;
  return {
    cluster,
    identity: share(toIdentity(it)),
    ...toCertificate(it),
    revokable: it.revokable,
    cloudService: it.cloud_service_name || null,
  };
}

function toOwnState(item: unknown, identity: Identity, region: string): KubeconfigState | null {
  const parsed = v.safeParse(ownStateSchema, item);
  if (!parsed.success || parsed.output.cluster_id === '') return null;
  const { cluster_id: id, cluster_name: name } = parsed.output;
  const cluster = { id, name: name || id, region };
  return { cluster, identity, ...toCertificate(parsed.output), revokable: false, cloudService: null };
}

function toIdentity(item: v.InferOutput<typeof holderSchema>): Identity {
  return {
    uid: item.account_id,
    name: calledName({
      uid: item.account_id,
      name: item.account_name,
      displayName: item.account_display_name,
    }),
    type: identityTypes[item.account_type.toLowerCase()] ?? 'unknown',
    state: identityStates[item.account_state.toLowerCase()] ?? 'unknown',
  };
}

function toCertificate(
  item: Pick<v.InferOutput<typeof holderSchema>, keyof typeof certificateFields>,
): Pick<KubeconfigState, 'notAfter' | 'certificateState'> {
  return {
    notAfter: item.cert_expire_time,
    certificateState: certificateStates[item.cert_state.toLowerCase()] ?? 'unknown',
  };
}

const identityTypes: Partial<Record<string, IdentityType>> = {
  rootaccount: 'root',
  ramuser: 'user',
  ramrole: 'role',
};
const identityStates: Partial<Record<string, IdentityState>> = {
  active: 'active',
  inactive: 'inactive',
  deleted: 'deleted',
};
const certificateStates: Partial<Record<string, CertificateState>> = {
  unexpired: 'unexpired',
  expired: 'expired',
  unissued: 'unissued',
  removed: 'removed',
};

export const kubeconfigSchema = v.object({
  config: v.pipe(v.string(), v.minLength(1)),
  expiration: instant,
});

/** `{"config": YAML, "expiration": RFC 3339}`; null if it holds no kubeconfig. */
export function decodeKubeconfig(body: unknown): IssuedKubeconfig | null {
  const parsed = v.safeParse(kubeconfigSchema, body);
  return parsed.success ? { yaml: parsed.output.config, expiration: parsed.output.expiration } : null;
}

const regionSchema = v.object({ regionId: text, localName: text });
export const regionsSchema = v.object({ regions: holding(v.array(v.unknown()), regionSchema) });

/** `{"regions": [{"regionId", "localName"}]}`. */
export function decodeRegions(body: unknown): readonly Region[] | null {
  const parsed = v.safeParse(regionsSchema, body);
  if (!parsed.success) return null;
  return parsed.output.regions.flatMap((item) => {
    const region = v.safeParse(regionSchema, item);
    if (!region.success || region.output.regionId === '') return [];
    return [{ id: region.output.regionId, name: region.output.localName || region.output.regionId }];
  });
}

function totalOf(pageInfo: unknown): number | null {
  const parsed = v.safeParse(totalSchema, pageInfo);
  return parsed.success ? parsed.output.total_count : null;
}
