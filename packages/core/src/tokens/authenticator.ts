import type { Ack, AddOn, ConfiguredAddOn } from '../cloud/ack/api.js';
import type { IdentityMapping } from '../machine/api-server/access-objects.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { type Identity, isKnownToRam } from '../words/identity.js';
import { say } from '../words/say.js';

/** The add-on whose webhook accepts RAM tokens. */
const authenticatorName = 'ack-ram-authenticator';

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
  return countsMappings(await api.describeAddOn(cluster, authenticatorName, signal));
}

/** Whether the add-on is there; one being removed counts as gone. */
export function isInstalled(addOns: readonly AddOn[]): boolean {
  return addOns.some(({ name, state }) => name === authenticatorName && state !== 'deleting');
}

/** Before 0.4.0 there was no such parameter, and mappings counted (the vendor's page on the add-on, 2026). */
function countsMappings({ version, config }: ConfiguredAddOn): 'on' | 'off' | 'unset' {
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

/** What mappings say of one identity. */
type MappedStanding =
  | { readonly kind: 'mapped'; readonly to: readonly IdentityMapping[] }
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'unknown'; readonly error: AckringError };

/** Mappings go by the name in RAM: without it any of them may be the identity's. */
export function mappedStanding(
  mappings: readonly IdentityMapping[],
  identity: Pick<Identity, 'type' | 'name' | 'uid'>,
  accountId: string,
): MappedStanding {
  const to = mappingsOf(mappings, identity, accountId);
  if (to.length > 0) return { kind: 'mapped', to };
  return mappings.length === 0 || identity.type === 'root' || isKnownToRam(identity)
    ? { kind: 'unmapped' }
    : { kind: 'unknown', error: nameUnknown(identity) };
}

function nameUnknown({ uid }: Pick<Identity, 'uid'>): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('the cloud does not tell the RAM name of {uid}, and mappings go by that name', { uid }),
    {
      remedy: say(
        'Look at the name in the RAM console, and at the mappings: `kubectl get ramidentitymappings`.',
      ),
    },
  );
}

/** Those of one identity of an account, by the ARN alone: a role's sessions are mapped by the role. */
export function mappingsOf(
  mappings: readonly IdentityMapping[],
  { type, name, uid }: Pick<Identity, 'type' | 'name' | 'uid'>,
  accountId: string,
): readonly IdentityMapping[] {
  const arns: Readonly<Record<Identity['type'], readonly string[]>> = {
    user: [`acs:ram::${accountId}:user/${name}`],
    role: [`acs:ram::${accountId}:role/${name}`],
    root: [`acs:ram::${accountId}:root`, `acs:ram::${uid}:root`],
    unknown: [`acs:ram::${accountId}:user/${name}`, `acs:ram::${accountId}:role/${name}`],
  };
  // RAM's names differ in more than case, which the add-on leaves aside.
  const own = arns[type].map((each) => each.toLowerCase());
  return mappings.filter(({ arn }) => {
    const meant = canonical(arn.toLowerCase());
    return own.some((each) => each === meant || (isPattern(meant) && mayMean(meant, each)));
  });
}

/** Whether a mapping is for whoever fits its ARN. */
export function isPattern(arn: string): boolean {
  return /[*?]/.test(arn);
}

/** A session in a mapping's ARN stands for its role, as in what the Security Token Service answers. */
function canonical(arn: string): string {
  return arn.replace(/^acs:ram:[^:]*:([^:]*):assumed-role\/(.+)\/[^/]*$/, 'acs:ram::$1:role/$2');
}

/**
 * Whether a pattern may let an ARN in. The add-on takes it for a regular expression without anchors (by its source, in
 * 2026), whoever wrote it meant wildcards, and nothing that a cluster answers is run as an expression here: what comes
 * before the first special character has to agree, and the rest is left open. Nobody is overlooked.
 */
function mayMean(pattern: string, arn: string): boolean {
  if (pattern.includes('|')) return true;
  const [literal = '', special = ''] = /^([^.*+?()[\]{}^$\\]*)(.?)/.exec(pattern)?.slice(1) ?? [];
  // `x*` fits where there is no x, too.
  return arn.startsWith('*?+{'.includes(special) ? literal.slice(0, -1) : literal);
}
