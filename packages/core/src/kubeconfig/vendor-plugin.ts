import type { UserEntry } from './kubeconfig.js';
import { listOf, mappingOf, textOf } from './yaml-value.js';

/** What is known of an exec plug-in that fetches credentials of ACK clusters: the vendor's `ack-ram-tool`, or ours. */
export interface VendorPlugin {
  /** A temporary certificate of the cluster, or a token that its ack-ram-authenticator takes. */
  readonly issues: 'certificate' | 'token';
  readonly clusterId: string | null;
  readonly region: string | null;
}

const names = /(?:^|[\\/])(ack-ram-tool|ackring)(?:\.exe)?$/;
const issuedBy: Readonly<Record<string, VendorPlugin['issues']>> = {
  'get-credential': 'certificate',
  'get-token': 'token',
  'exec-credential': 'certificate',
};

/**
 * By the plug-in's name and arguments. `ack-ram-tool credential-plugin get-credential|get-token --cluster-id ID` is
 * what its own `get-kubeconfig` writes (its documentation of v0.13 and later).
 */
export function vendorPluginOf({ fields, execCommand }: UserEntry): VendorPlugin | null {
  if (execCommand === null || !names.test(execCommand)) return null;
  const args = listOf(mappingOf(fields['exec'])['args']).map((arg) => textOf(arg) ?? '');
  const subcommand = args.find((arg) => Object.hasOwn(issuedBy, arg));
  if (subcommand === undefined) return null;
  const isToken = subcommand === 'exec-credential' && args.includes('--token');
  return {
    issues: isToken ? 'token' : (issuedBy[subcommand] ?? 'certificate'),
    clusterId: flagValue(args, ['--cluster-id', '--cluster', '-c']),
    region: flagValue(args, ['--region', '--region-id']),
  };
}

/** `--name value` as well as `--name=value`. */
function flagValue(args: readonly string[], flags: readonly string[]): string | null {
  for (const flag of flags) {
    const at = args.indexOf(flag);
    const inline = args.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
    const value = inline ?? (at === -1 ? undefined : args[at + 1]);
    if (value) return value;
  }
  return null;
}
