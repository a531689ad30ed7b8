import { claimMapped } from '../claims/mapped.js';
import type { Ack } from '../cloud/ack/api.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { IdentityMapping } from '../machine/api-server/access-objects.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ApiServerTarget } from '../words/target.js';
import {
  type AuthenticatorState,
  authenticatorIn,
  mappedStanding,
  mappingsSetting,
} from './authenticator.js';

/** A fact, or why it is not known. */
export type Reading<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown'; readonly error: AckringError };

/** Whether one cluster takes RAM tokens, and from whom. */
export interface TokenReadiness {
  readonly at: Date;
  /** By the add-on and its configuration. */
  readonly authenticator: Reading<AuthenticatorState>;
  /** By the API server, asked with a kubeconfig of this machine; of identities of the caller's account. */
  readonly mappings: Reading<{ readonly accountId: string; readonly all: readonly IdentityMapping[] }>;
}

export interface TokenReadinesses {
  /** Two calls to the cloud and one to the API server. Throws Cancelled only. */
  tokenReadiness(cluster: ClusterRef, options?: { signal?: AbortSignal }): Promise<TokenReadiness>;
}

export interface ReadinessPorts {
  readonly api: () => Promise<Pick<Ack, 'listAddOns' | 'describeAddOn'>>;
  readonly caller: (signal?: AbortSignal) => Promise<{ readonly accountId: string }>;
  /** Own contexts, and how to reach the API server of one. */
  readonly contexts: () => Promise<readonly ContextEntry[]>;
  readonly target: (entry: ContextEntry) => Promise<ApiServerTarget>;
  /** Null where the cluster does not know mappings: the add-on was never there. */
  readonly readMappings: (
    target: ApiServerTarget,
    signal: AbortSignal | undefined,
  ) => Promise<readonly IdentityMapping[] | null>;
  readonly now: () => Date;
}

export function createTokenReadinesses(ports: ReadinessPorts): TokenReadinesses {
  return {
    tokenReadiness: async (cluster, { signal } = {}) => {
      const [authenticator, mappings] = await Promise.all([
        reading(async () => authenticatorIn(await ports.api(), cluster, signal), signal),
        reading(async () => {
          const all = await mappingsIn(cluster, ports, signal);
          return { accountId: (await ports.caller(signal)).accountId, all };
        }, signal),
      ]);
      return { at: ports.now(), authenticator, mappings };
    },
  };
}

async function reading<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<Reading<T>> {
  try {
    return { kind: 'known', value: await ask() };
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (signal?.aborted) throw error;
    return { kind: 'unknown', error };
  }
}

async function mappingsIn(
  { id }: ClusterRef,
  { contexts, target, readMappings, now }: ReadinessPorts,
  signal: AbortSignal | undefined,
): Promise<readonly IdentityMapping[]> {
  const entry = usableContext(await contexts(), id, now());
  if (entry === null) throw noWay(id, say('no kubeconfig here can ask the API server who is mapped to whom'));
  return (await readMappings(await target(entry), signal)) ?? [];
}

export function noWay(clusterId: string, what: Sentence): AckringError {
  return new AckringError('ContextNotFound', what, {
    remedy: say('Fetch one, as an administrator of the cluster: `{command}`.', {
      command: shell`ackring get ${clusterId}`,
    }),
  });
}

/** A certificate in force, the longest-lived: a plug-in could ask its user to sign in. */
export function usableContext(
  contexts: readonly ContextEntry[],
  clusterId: string,
  now: Date,
): ContextEntry | null {
  const ends = ({ credential }: ContextEntry) =>
    credential.kind === 'certificate' ? credential.notAfter.getTime() : 0;
  const [best] = contexts
    .filter((entry) => entry.ack?.clusterId === clusterId && ends(entry) > now.getTime())
    .toSorted((a, b) => ends(b) - ends(a));
  return best ?? null;
}

/** How a cluster takes the tokens of one identity. */
export type TokenStanding =
  /** Nobody's: the add-on is missing. */
  | { readonly kind: 'noAuthenticator' }
  /** Nobody's: the add-on ignores the mappings. */
  | { readonly kind: 'mappingsIgnored' }
  | { readonly kind: 'mapped'; readonly to: readonly IdentityMapping[] }
  | { readonly kind: 'unmapped' }
  /** `errors`: why, each once. */
  | { readonly kind: 'unknown'; readonly errors: readonly AckringError[] };

/**
 * What follows for one identity. A mapping says nothing while the add-on is missing, nor is its lack known without
 * the right to read mappings: unknown is never taken for unmapped.
 */
export function tokenStanding(
  { authenticator, mappings }: TokenReadiness,
  identity: Pick<Identity, 'type' | 'name' | 'uid'>,
): TokenStanding {
  const standing = standingBy(mappings, identity);
  const claim = claimMapped({
    authenticator: authenticator.kind === 'known' ? authenticator.value : null,
    isMapped: standing.kind === 'unknown' ? null : standing.kind === 'mapped',
  });
  switch (claim.reason) {
    case 'AuthenticatorMissing':
      return { kind: 'noAuthenticator' };
    case 'MappingsIgnored':
      return { kind: 'mappingsIgnored' };
    case 'AuthenticatorUnread':
    case 'MappingsUnread': {
      const unread = [authenticator, standing].flatMap((each) =>
        each.kind === 'unknown' ? [each.error] : [],
      );
      return { kind: 'unknown', errors: unread };
    }
    case 'SettingUnset':
      return { kind: 'unknown', errors: [settingUnset()] };
    case 'Mapped':
      return { kind: 'mapped', to: standing.kind === 'mapped' ? standing.to : [] };
    case 'Unmapped':
      return { kind: 'unmapped' };
  }
}

function standingBy(mappings: TokenReadiness['mappings'], identity: Pick<Identity, 'type' | 'name' | 'uid'>) {
  return mappings.kind === 'unknown'
    ? mappings
    : mappedStanding(mappings.value.all, identity, mappings.value.accountId);
}

function settingUnset(): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('the add-on’s configuration lacks {setting}, and nothing documents what follows', {
      setting: mappingsSetting,
    }),
    { remedy: say('Set it in the console: Add-ons, Security, ack-ram-authenticator, Configuration.') },
  );
}
