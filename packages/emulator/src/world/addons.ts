import type { ClusterRecord, InstalledAddon } from './cluster.js';

/** A component that ACK can install into a cluster. */
export interface AddonRelease {
  readonly name: string;
  /** The latest; the default for an installation. */
  readonly version: string;
  readonly category: string;
  /** Runs beside the control plane, not on the cluster's nodes. */
  readonly isManaged: boolean;
  readonly isInstalledByDefault: boolean;
}

export const ramAuthenticator = 'ack-ram-authenticator';

/** What can be installed: the names are the vendor's, the versions those of one day. */
export const addonReleases: readonly AddonRelease[] = [
  release('coredns', 'v1.9.3.10-7dfca203-aliyun', 'network', { isInstalledByDefault: true }),
  release('metrics-server', 'v0.3.9.7-a3ca5ae-aliyun', 'monitor', { isInstalledByDefault: true }),
  release('csi-plugin', 'v1.33.1', 'storage', { isInstalledByDefault: true }),
  release('csi-provisioner', 'v1.33.1', 'storage', { isInstalledByDefault: true, isManaged: true }),
  release(ramAuthenticator, 'v0.3.0', 'security', { isManaged: true }),
  release('ack-pod-identity-webhook', '0.2.0', 'security', {}),
  release('nginx-ingress-controller', 'v1.11.5-aliyun.1', 'network', {}),
];

/** The components of an unmodified cluster. */
const usualAddons = addonReleases.filter((each) => each.isInstalledByDefault).map(asInstalled);

/** The components of a cluster. */
export function addonsOf({ addons = usualAddons }: Pick<ClusterRecord, 'addons'>): readonly InstalledAddon[] {
  return addons;
}

/** Whether a cluster has a component. */
export function hasAddon(cluster: Pick<ClusterRecord, 'addons'>, name: string): boolean {
  return addonsOf(cluster).some((addon) => addon.name === name);
}

/** The usual ones and the named ones; throws for an unknown name. */
export function usualAddonsWith(names: readonly string[]): readonly InstalledAddon[] {
  const added = names.map((name) => {
    const found = addonReleases.find((each) => each.name === name);
    if (!found) throw new Error(`scenario: there is no add-on ${name}`);
    return asInstalled(found);
  });
  return [...usualAddons.filter((usual) => !names.includes(usual.name)), ...added];
}

function asInstalled({ name, version }: AddonRelease): InstalledAddon {
  return { name, version, config: '' };
}

function release(
  name: string,
  version: string,
  category: string,
  flags: Partial<Pick<AddonRelease, 'isManaged' | 'isInstalledByDefault'>>,
): AddonRelease {
  return { name, version, category, isManaged: false, isInstalledByDefault: false, ...flags };
}
