import type { ClusterRecord, InstalledAddon } from './cluster.js';

/** A component that ACK can install into a cluster. */
export interface AddonRelease {
  readonly name: string;
  /** The latest; the default for an installation. */
  readonly version: string;
  /** Earlier ones that can still be installed, newest first. */
  readonly earlier: readonly string[];
  readonly category: string;
  /** Runs beside the control plane, not on the cluster's nodes. */
  readonly isManaged: boolean;
  readonly isInstalledByDefault: boolean;
}

export const ramAuthenticator = 'ack-ram-authenticator';

/** What can be installed: the names are the vendor's, the versions those of one day. */
export const addonReleases: readonly AddonRelease[] = [
  release('coredns', ['v1.9.3.10-7dfca203-aliyun'], 'network', { isInstalledByDefault: true }),
  release('metrics-server', ['v0.3.9.7-a3ca5ae-aliyun'], 'monitor', { isInstalledByDefault: true }),
  release('csi-plugin', ['v1.33.1', 'v1.32.2'], 'storage', { isInstalledByDefault: true }),
  release('csi-provisioner', ['v1.33.1', 'v1.32.2'], 'storage', {
    isInstalledByDefault: true,
    isManaged: true,
  }),
  release(ramAuthenticator, ['v0.4.1.0-aliyun', 'v0.4.0.0-g33f30dac-aliyun', 'v0.3.0'], 'security', {
    isManaged: true,
  }),
  release('ack-pod-identity-webhook', ['0.2.0', '0.1.2'], 'security', {}),
  release('nginx-ingress-controller', ['v1.11.5-aliyun.1', 'v1.10.0'], 'network', {}),
];

/** The components of an unmodified cluster. */
const usualAddons = addonReleases.filter((each) => each.isInstalledByDefault).map(asInstalled);

/** The components of a cluster. */
export function addonsOf({ addons = usualAddons }: Pick<ClusterRecord, 'addons'>): readonly InstalledAddon[] {
  return addons;
}

/** A cluster's component; undefined if it has none of that name. */
export function addonOf(cluster: Pick<ClusterRecord, 'addons'>, name: string): InstalledAddon | undefined {
  return addonsOf(cluster).find((addon) => addon.name === name);
}

/** What ack-ram-authenticator's configuration says of the RAMIdentityMappings; `unset`: nothing. */
export type MappingsSetting = 'on' | 'off' | 'unset';

/** What a scenario says of a cluster's components. */
interface AddonWish {
  /** Besides the usual ones: `name` or `name@version`. */
  readonly names: readonly string[];
  readonly mappings?: MappingsSetting | undefined;
  /** The authenticator came with the cluster, and cannot be removed. */
  readonly isPreinstalled: boolean;
}

/**
 * The components of a scenario's cluster; throws for what there is not. The authenticator's mappings are on where it is
 * named, and off, as the console makes clusters, where it is only pre-installed.
 */
export function addonsFor({ names, mappings, isPreinstalled }: AddonWish): readonly InstalledAddon[] {
  const isNamed = names.some((name) => nameIn(name) === ramAuthenticator);
  const isWanted = !isNamed && (isPreinstalled || mappings !== undefined);
  const setting = mappings ?? (isNamed ? 'on' : 'off');
  const authenticator = { config: configOf(setting), ...(isPreinstalled ? { isFixed: true } : {}) };
  const added = [...names, ...(isWanted ? [ramAuthenticator] : [])].map((text) => {
    const addon = named(text);
    return addon.name === ramAuthenticator ? { ...addon, ...authenticator } : addon;
  });
  return [...usualAddons.filter((usual) => !added.some(({ name }) => name === usual.name)), ...added];
}

function named(text: string): InstalledAddon {
  const [, version = null] = text.split('@');
  const found = addonReleases.find((each) => each.name === nameIn(text));
  if (!found || (version !== null && !versionsOf(found).includes(version))) {
    throw new Error(`scenario: there is no add-on ${text}`);
  }
  return { ...asInstalled(found), ...(version === null ? {} : { version }) };
}

function nameIn(text: string): string {
  return text.split('@')[0] ?? '';
}

/** Every version of a component, newest first. */
export function versionsOf({ version, earlier }: AddonRelease): readonly string[] {
  return [version, ...earlier];
}

const mappingsField = 'EnableNonBootstrapMapping';

function configOf(setting: MappingsSetting): string {
  return setting === 'unset' ? '' : JSON.stringify({ [mappingsField]: setting === 'on' });
}

/**
 * Whether the webhook heeds the cluster's RAMIdentityMappings. The parameter is there from v0.4.0 (the vendor's page on
 * the component, 2026); that they count where it is not set is assumed.
 */
export function heedsMappings({ version, config }: Pick<InstalledAddon, 'version' | 'config'>): boolean {
  return isBefore(version, [0, 4, 0]) || String(fieldIn(config)).toLowerCase() !== 'false';
}

function fieldIn(config: string): unknown {
  try {
    return Object(JSON.parse(config))[mappingsField];
  } catch {
    return undefined;
  }
}

/** From v0.4.1 a token's user has `extra.identitySource` (the same page). */
export function tellsIdentitySource({ version }: Pick<InstalledAddon, 'version'>): boolean {
  return !isBefore(version, [0, 4, 1]);
}

/** By the first three numbers of both. */
function isBefore(version: string, wanted: readonly [number, number, number]): boolean {
  const numbers = [...version.matchAll(/\d+/g)].slice(0, 3).map(([text]) => Number(text));
  const at = wanted.findIndex((number, index) => (numbers[index] ?? 0) !== number);
  return at >= 0 && (numbers[at] ?? 0) < (wanted[at] ?? 0);
}

function asInstalled({ name, version }: AddonRelease): InstalledAddon {
  return { name, version, config: '' };
}

function release(
  name: string,
  [version, ...earlier]: readonly [string, ...string[]],
  category: string,
  flags: Partial<Pick<AddonRelease, 'isManaged' | 'isInstalledByDefault'>>,
): AddonRelease {
  return { name, version, earlier, category, isManaged: false, isInstalledByDefault: false, ...flags };
}
