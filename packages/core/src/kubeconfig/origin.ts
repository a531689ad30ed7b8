import { isIPv4, isIPv6 } from 'node:net';
import type { Access } from '../words/endpoints.js';
import { programIn } from '../words/target.js';
import type { AckOrigin } from './context-entry.js';
import type { UserEntry } from './kubeconfig.js';
import type { Owner } from './ownership.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

/** Clues to the ACK cluster that a context leads to. */
interface OriginClues {
  readonly owner: Owner | null;
  readonly contextName: string;
  readonly server: string | null;
  /** The certificate's uid. */
  readonly uid: string | null;
  /** The exec plug-in that fetches the credential, if it is ACK's own tool or ours. */
  readonly plugin?: VendorPlugin | null;
  /** Organization of the certificate's issuer: the cluster's id in certificates issued until 2024. */
  readonly issuerOrganization: string | null;
}

/** The ACK cluster a context leads to: by our extension, else by ACK's own names; else null. */
export function ackOrigin(clues: OriginClues): AckOrigin | null {
  if (clues.owner) return fromOwner(clues.owner);
  const named = namedAfter(clues.contextName);
  const served = servedBy(clues.server);
  const { clusterId: fetched = null, region: asked = null } = clues.plugin ?? {};
  const issuer = clues.issuerOrganization;
  const region = served?.region ?? null;
  const inferred = (found: Pick<AckOrigin, 'clusterId' | 'source'>): AckOrigin => ({
    region,
    access: accessOf(hostOf(clues.server)),
    identity: clues.uid,
    ...found,
  });
  if (named) {
    const { clusterId: id, identity } = named;
    return { ...inferred({ clusterId: id, source: 'contextName' }), identity: clues.uid ?? identity };
  }
  if (fetched !== null && clusterId.test(fetched))
    return { ...inferred({ clusterId: fetched, source: 'plugin' }), region: asked ?? region };
  if (served) return inferred({ clusterId: served.clusterId, source: 'serverAddress' });
  if (issuer !== null && clusterId.test(issuer)) return inferred({ clusterId: issuer, source: 'issuer' });
  return null;
}

const clusterId = /^c[0-9a-f]{32}$/;

/** `<uid>-<cluster id>` for RAM users, `kubernetes-admin-<cluster id>` for the account root. */
function namedAfter(contextName: string): { clusterId: string; identity: string | null } | null {
  const id = contextName.slice(-33);
  const holder = contextName.slice(0, -34);
  if (contextName.charAt(holder.length) !== '-' || !clusterId.test(id)) return null;
  const isUid = /^[0-9]+$/.test(holder);
  return isUid || holder === 'kubernetes-admin' ? { clusterId: id, identity: isUid ? holder : null } : null;
}

const domain = '.cs.aliyuncs.com';

/** `apiserver.<cluster id>.<region>.cs.aliyuncs.com`. */
function servedBy(server: string | null): { clusterId: string; region: string } | null {
  // Nearly always false, and a host takes longer to find.
  const host = server?.includes(domain) ? hostOf(server) : null;
  if (!host?.endsWith(domain)) return null;
  const [region = '', id = ''] = host.slice(0, -domain.length).split('.').reverse();
  return clusterId.test(id) ? { clusterId: id, region } : null;
}

function fromOwner({ clusterId, region, access, uid, account }: Owner): AckOrigin {
  const origin = { clusterId, region, access, identity: uid, source: 'owned' } as const;
  return account === undefined ? origin : { ...origin, account };
}

/** By pattern: a list may hold thousands of URLs, and creating URL objects is slow. */
function hostOf(server: string | null): string | null {
  const [, v6, other] = serverUrl.exec(server ?? '') ?? [];
  return v6 ?? other ?? null;
}

const serverUrl = /^https?:\/\/(?:[^/@]*@)?(?:\[([0-9A-Fa-f:.]+)\]|([0-9A-Za-z.-]+))(?=[:/]|$)/;

/**
 * Private for an address that only the VPC routes, public for any other; null for a name, and for loopback: that is
 * the near end of a tunnel, and says nothing about the far one.
 */
function accessOf(host: string | null): Access | null {
  if (host === null || (!isIPv4(host) && !isIPv6(host)) || loopback.test(host)) return null;
  return privateAddress.test(host) ? 'private' : 'public';
}

const loopback = /^(?:127\.|::1$)/;

// RFC 1918, the carrier range 100.64.0.0/10 that Alibaba Cloud uses internally, link-local, fc00::/7.
const privateAddress =
  /^(?:10\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab])/i;

/** What is known of an exec plug-in that fetches credentials of ACK clusters: the vendor's `ack-ram-tool`, or ours. */
export interface VendorPlugin {
  /** A temporary certificate of the cluster, or a token for its ack-ram-authenticator. */
  readonly issues: 'certificate' | 'token';
  readonly clusterId: string | null;
  readonly region: string | null;
}

const names = /(?:^|[\\/])(ack-ram-tool|ackring)(?:\.exe|\.cmd|\.js)?$/i;

const issuedBy: Readonly<Record<string, VendorPlugin['issues']>> = {
  'get-credential': 'certificate',
  'get-token': 'token',
  'exec-credential': 'certificate',
};

/**
 * By the plug-in's name and arguments. `ack-ram-tool credential-plugin get-credential|get-token --cluster-id ID` is
 * what its own `get-kubeconfig` writes (documented for v0.13 and later).
 */
export function vendorPluginOf({ fields, execCommand }: UserEntry): VendorPlugin | null {
  if (execCommand === null) return null;
  const { program, args } = programOf(mappingOf(fields['exec']));
  if (!names.test(program)) return null;
  const subcommand = args.find((arg) => Object.hasOwn(issuedBy, arg));
  if (subcommand === undefined) return null;
  const isToken = subcommand === 'exec-credential' && args.includes('--token');
  return {
    issues: isToken ? 'token' : (issuedBy[subcommand] ?? 'certificate'),
    clusterId: flagValue(args, ['--cluster-id', '--cluster', '-c']),
    region: flagValue(args, ['--region', '--region-id']),
  };
}

/** What a user's `exec` runs, and its arguments; see `programIn`. */
export function programOf({ command, args }: YamlMapping): ReturnType<typeof programIn> {
  return programIn({
    command: textOf(command) ?? '',
    args: listOf(args).map((arg) => textOf(arg) ?? ''),
  });
}

/** Accepts `--name value` and `--name=value`. */
function flagValue(args: readonly string[], flags: readonly string[]): string | null {
  for (const flag of flags) {
    const at = args.indexOf(flag);
    const inline = args.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
    const value = inline ?? (at === -1 ? undefined : args[at + 1]);
    if (value) return value;
  }
  return null;
}
