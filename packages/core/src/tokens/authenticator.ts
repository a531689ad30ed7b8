import type { Ack, AddOn, ConfiguredAddOn } from '../cloud/ack/api.js';
import type { ClusterRef } from '../words/cluster.js';

/** The add-on whose webhook accepts RAM tokens. */
export const authenticatorName = 'ack-ram-authenticator';

/** Its parameter for whether RAMIdentityMappings count. */
export const mappingsSetting = 'EnableNonBootstrapMapping';

/**
 * Whether a cluster's API server accepts RAM tokens of those who are mapped: `missing` without the add-on, `on`, `off`
 * where it ignores the mappings, as the console makes clusters since 1.33, and `unset` where its configuration does not
 * say, of which nothing documents what follows.
 */
export type AuthenticatorState = 'missing' | 'on' | 'off' | 'unset';

/**
 * By the list of add-ons, and where it is installed by its configuration: an API server answers 401 in each case.
 * Throws like both calls: what could not be read is not known.
 */
export async function authenticatorIn(
  api: Pick<Ack, 'listAddOns' | 'describeAddOn'>,
  cluster: ClusterRef,
  signal?: AbortSignal,
): Promise<AuthenticatorState> {
  if (!isInstalled(await api.listAddOns(cluster, signal))) return 'missing';
  return mappingsOf(await api.describeAddOn(cluster, authenticatorName, signal));
}

/** Whether the add-on is there; one being removed counts as gone. */
export function isInstalled(addOns: readonly AddOn[]): boolean {
  return addOns.some(({ name, state }) => name === authenticatorName && state !== 'deleting');
}

/** Before 0.4.0 there was no such parameter, and mappings counted (the vendor's page on the add-on, 2026). */
function mappingsOf({ version, config }: ConfiguredAddOn): 'on' | 'off' | 'unset' {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major !== undefined && Number(major) === 0 && Number(minor) < 4) return 'on';
  const value = settingIn(config).toLowerCase();
  return value === 'true' ? 'on' : value === 'false' ? 'off' : 'unset';
}

/** As text: the console writes a boolean, templates a text. */
function settingIn(config: string | null): string {
  try {
    const value: unknown = JSON.parse(config ?? '');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return String(entries.find(([key]) => key === mappingsSetting)?.[1] ?? '');
  } catch {
    return '';
  }
}
