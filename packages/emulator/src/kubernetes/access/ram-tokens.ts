import { addonOf, heedsMappings, ramAuthenticator, tellsIdentitySource } from '../../world/addons.js';
import type { ClusterRecord, InstalledAddon, KubernetesDraft } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import { kindsOf } from '../model/definitions.js';
import { isRecord, recordAt, textAt, textsAt } from '../model/record.js';
import { definitionKind, type ResourceKind } from '../model/resources.js';
import { storeOf } from '../model/store.js';
import type { KubernetesUser } from './user.js';

const prefix = 'k8s-ack-v2.';
const longestToken = 4096;

/** Headers sent on to the Security Token Service; all others are dropped (the verifier's source, 2024). */
const passedHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-content-sm3',
  'x-acs-date',
  'x-acs-security-token',
  'x-acs-signature-nonce',
  'x-acs-version',
]);

/**
 * The webhook of ack-ram-authenticator (source: the vendor's pages of 2026, and its verifier as observed): a bearer
 * token is a GetCallerIdentity request presigned for this cluster, which is sent to the Security Token Service
 * unchanged. The returned ARN is looked up in the RAMIdentityMappings. Null for everything else, and without the
 * add-on or where it heeds no mappings: the API server then answers 401 and says no more.
 */
export async function userOfRamToken(
  token: string,
  { world, cluster }: { readonly world: World; readonly cluster: ClusterRecord },
): Promise<KubernetesUser | null> {
  const addon = addonOf(cluster, ramAuthenticator);
  if (!addon) return null;
  const request = presigned(token, cluster.id);
  const caller = request === null ? null : await askedCaller(world, request);
  return caller === null || !heedsMappings(addon) ? null : mappedUser(cluster, addon, caller);
}

interface Presigned {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The request in the token; null if the webhook would not send it. */
function presigned(token: string, clusterId: string): Presigned | null {
  if (!token.startsWith(prefix) || Buffer.byteLength(token) > longestToken) return null;
  const told = parse(Buffer.from(token.slice(prefix.length), 'base64').toString());
  if (!told || told.query['ACKClusterId'] !== clusterId) return null;
  const passed = Object.entries(told.headers).filter(([name]) => passedHeaders.has(name.toLowerCase()));
  const action = passed.find(([name]) => name.toLowerCase() === 'x-acs-action')?.[1];
  return action === 'GetCallerIdentity' ? { ...told, headers: Object.fromEntries(passed) } : null;
}

function parse(text: string): Presigned | null {
  try {
    const told: unknown = JSON.parse(text);
    if (!isRecord(told)) return null;
    const { query, headers } = told;
    return isTexts(query) && isTexts(headers) ? { query, headers } : null;
  } catch {
    return null;
  }
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** Whom the Security Token Service names. */
interface TokenCaller {
  readonly arn: string;
  readonly accountId: string;
  /** Of the user, or of the role. */
  readonly uid: string;
  /** Empty for a user. */
  readonly sessionName: string;
}

async function askedCaller({ endpoints }: World, { query, headers }: Presigned): Promise<TokenCaller | null> {
  try {
    const url = new URL(`/?${new URLSearchParams(query)}`, endpoints.sts);
    const told = { ...headers, accept: 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers: told, redirect: 'error' });
    const body: unknown = await answer.json();
    if (!answer.ok || !isRecord(body)) return null;
    const [uid = '', sessionName = ''] = (textAt(body, 'PrincipalId') ?? '').split(':');
    return { arn: textAt(body, 'Arn') ?? '', accountId: textAt(body, 'AccountId') ?? '', uid, sessionName };
  } catch {
    // Invalid headers, and a stopped service.
    return null;
  }
}

function mappedUser(
  cluster: ClusterRecord,
  addon: InstalledAddon,
  caller: TokenCaller,
): KubernetesUser | null {
  const own = canonical(caller.arn);
  const spec = specFor(cluster, own.toLowerCase());
  const username = spec && textAt(spec, 'username');
  if (!spec || !username) return null;
  return {
    username: rendered(username, caller),
    uid: `ack-ram-authenticator:${caller.accountId}:${caller.uid}`,
    groups: [...textsAt(spec, 'groups').map((group) => rendered(group, caller)), 'system:authenticated'],
    extra: {
      arn: [caller.arn],
      canonicalArn: [own],
      sessionName: [caller.sessionName],
      ...(tellsIdentitySource(addon) ? { identitySource: [ramAuthenticator] } : {}),
    },
  };
}

function specFor(cluster: ClusterRecord, own: string) {
  const specs = storeOf(cluster)
    .list(mappingKind, null)
    .map((mapping) => recordAt(mapping, 'spec'));
  const meant = (spec: (typeof specs)[number]): string =>
    canonical((textAt(spec, 'arn') ?? '').toLowerCase());
  return specs.find((each) => meant(each) === own) ?? specs.find((each) => fits(meant(each), own));
}

/** A mapping's name with the caller's facts in it (the verifier's source, 2024). */
function rendered(template: string, { accountId, sessionName }: TokenCaller): string {
  return template
    .replaceAll('{{AccountID}}', () => accountId)
    .replaceAll('{{SessionName}}', () => sessionName.replaceAll('@', '-'))
    .replaceAll('{{SessionNameRaw}}', () => sessionName);
}

/** The verifier's own way (its source, 2026): an ARN with a wildcard is an expression, which need not fit as a whole. */
function fits(pattern: string, arn: string): boolean {
  if (!/[*?]/.test(pattern)) return false;
  try {
    return new RegExp(pattern).test(arn);
  } catch {
    return false;
  }
}

/** A session of a role counts as the role: `acs:ram::<account>:assumed-role/<role>/<session>`. */
function canonical(arn: string): string {
  return arn.replace(/^acs:ram::(\d+):assumed-role\/([^/]+)\/.+$/, 'acs:ram::$1:role/$2');
}

const group = 'ramauthenticator.k8s.alibabacloud';
const plural = 'ramidentitymappings';

/**
 * The kinds that ack-ram-authenticator adds to a cluster (its source, 2024; the vendor's pages of 2026).
 */
const mappingDefinition: KubernetesDraft = {
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Cluster',
    names: {
      plural,
      singular: 'ramidentitymapping',
      kind: 'RAMIdentityMapping',
      listKind: 'RAMIdentityMappingList',
    },
    conversion: { strategy: 'None' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['arn', 'username'],
                properties: {
                  arn: { type: 'string' },
                  username: { type: 'string' },
                  groups: { type: 'array', items: { type: 'string' } },
                },
              },
              status: {
                type: 'object',
                properties: { canonicalARN: { type: 'string' }, userID: { type: 'string' } },
              },
            },
          },
        },
        subresources: { status: {} },
      },
    ],
  },
};

const [served] = kindsOf(mappingDefinition);
if (!served) throw new Error('no version of the mappings is served');

export const mappingKind: ResourceKind = served;

/**
 * Adds the add-on's objects to a cluster: the definition of the mappings, and those of its scenario. Existing ones
 * stay, even when the add-on is removed.
 */
export function prepareAuthenticator(cluster: ClusterRecord, now: Date): void {
  if (!addonOf(cluster, ramAuthenticator)) return;
  const store = storeOf(cluster);
  if (store.get(definitionKind, null, mappingDefinition.metadata.name)) return;
  store.plant(definitionKind, mappingDefinition, now);
  for (const { name, arn, username, groups } of cluster.mappings ?? []) {
    store.plant(mappingKind, { metadata: { name }, spec: { arn, username, groups: [...groups] } }, now);
  }
}
