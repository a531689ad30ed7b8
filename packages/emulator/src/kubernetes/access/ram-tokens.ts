import { hasAddon, ramAuthenticator } from '../../world/addons.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import { isRecord, recordAt, textAt, textsAt } from '../model/record.js';
import { storeOf } from '../model/store.js';
import { mappingKind } from './identity-mappings.js';
import type { KubernetesUser } from './user.js';

const prefix = 'k8s-ack-v2.';
const longestToken = 4096;

/** Headers sent on to the Security Token Service; with an additional one the token is refused. */
const passedHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'user-agent',
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
 * add-on: the API server then answers 401 and says no more.
 */
export async function userOfRamToken(
  token: string,
  { world, cluster }: { readonly world: World; readonly cluster: ClusterRecord },
): Promise<KubernetesUser | null> {
  if (!hasAddon(cluster, ramAuthenticator)) return null;
  const request = presigned(token, cluster.id);
  const arn = request === null ? null : await askedArn(world, request);
  return arn === null ? null : mappedUser(cluster, arn);
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
  const names = Object.keys(told.headers).map((name) => name.toLowerCase());
  if (names.some((name) => !passedHeaders.has(name))) return null;
  const action = Object.entries(told.headers).find(([name]) => name.toLowerCase() === 'x-acs-action')?.[1];
  return action === 'GetCallerIdentity' ? told : null;
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

async function askedArn({ endpoints }: World, { query, headers }: Presigned): Promise<string | null> {
  try {
    const url = new URL(`/?${new URLSearchParams(query)}`, endpoints.sts);
    const answer = await fetch(url, { method: 'POST', headers, redirect: 'error' });
    const body: unknown = await answer.json();
    return answer.ok && isRecord(body) ? (textAt(body, 'Arn') ?? null) : null;
  } catch {
    // Invalid headers, and a stopped service.
    return null;
  }
}

function mappedUser(cluster: ClusterRecord, arn: string): KubernetesUser | null {
  const { canonicalArn, sessionName } = canonical(arn);
  const specs = storeOf(cluster)
    .list(mappingKind, null)
    .map((mapping) => recordAt(mapping, 'spec'));
  const own = canonicalArn.toLowerCase();
  const meant = (spec: (typeof specs)[number]): string =>
    canonical((textAt(spec, 'arn') ?? '').toLowerCase()).canonicalArn;
  const spec = specs.find((each) => meant(each) === own) ?? specs.find((each) => fits(meant(each), own));
  const username = spec && textAt(spec, 'username');
  if (!spec || !username) return null;
  return {
    username,
    groups: [...textsAt(spec, 'groups'), 'system:authenticated'],
    extra: {
      arn: [arn],
      canonicalArn: [canonicalArn],
      ...(sessionName ? { sessionName: [sessionName] } : {}),
    },
  };
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
function canonical(arn: string): { canonicalArn: string; sessionName: string | null } {
  const [, account, name, session] = /^acs:ram::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (account === undefined || session === undefined) return { canonicalArn: arn, sessionName: null };
  return { canonicalArn: `acs:ram::${account}:role/${name}`, sessionName: session };
}
