import { claimUnused } from '../claims/unused.js';
import type { KubeconfigState } from '../cloud/ack/api.js';
import type { Cluster, ClusterRef } from '../words/cluster.js';
import { dayMs } from '../words/duration.js';
import { type Identity, isCallers, parseCommonName } from '../words/identity.js';
import type { Sight } from './sight.js';
import type { AddressUse, NameUse } from './tally.js';

/** The use of one common name in one cluster: every certificate of a holder between two revokes has the same. */
export interface UsageRow {
  readonly cluster: ClusterRef & Pick<Cluster, 'name' | 'account'>;
  readonly identity: Identity;
  /** `unknown`: not seen, but not all of the requested period could be searched. Must not be taken for unused. */
  readonly verdict: 'used' | 'unused' | 'unknown';
  /** Null if it was not seen. */
  readonly use: NameUse | null;
  /** Addresses that an old certificate was recently used from for the first time. */
  readonly newAddresses: readonly string[];
  /** Addresses of which nobody can tell: whether the certificate was in use before is in no log that was read. */
  readonly unsureAddresses: readonly string[];
  readonly sight: Sight;
}

/** An address is new for a week, on a certificate that was in use for a fortnight before. */
const newMs = 7 * dayMs;
const oldMs = 14 * dayMs;

/** The new addresses of a certificate that was long used from others; `earlier` is its use before what `use` is of. */
export function newAddresses(use: NameUse, now: Date, earlier: NameUse | null = null): readonly AddressUse[] {
  const since = now.getTime() - newMs;
  return isLongUsed(use, now, earlier) ? recentAddresses(use, since, earlier) : [];
}

function isLongUsed(use: NameUse, now: Date, earlier: NameUse | null): boolean {
  return (earlier ?? use).first.getTime() <= now.getTime() - newMs - oldMs;
}

function recentAddresses(use: NameUse, since: number, earlier: NameUse | null): readonly AddressUse[] {
  const firsts = new Map(earlier?.addresses.map(({ address, first }) => [address, first]));
  return use.addresses.filter(({ address, first }) => (firsts.get(address) ?? first).getTime() > since);
}

/** Those that would be new if the certificate was in use while no log tells. */
function unsureAddresses(use: NameUse, { asked, from, gaps }: Sight, earlier: NameUse | null) {
  const now = asked.to;
  const since = now.getTime() - newMs;
  const isKnown = from <= asked.from && gaps.every((gap) => gap.from.getTime() >= since - oldMs);
  return isKnown || isLongUsed(use, now, earlier) ? [] : recentAddresses(use, since, earlier);
}

/**
 * A row for each common name that was seen, and one for each holder of a kubeconfig that was not. `holders` is null
 * if unknown. For holders whose certificate is gone only what was seen is reported.
 */
export function usageRows(
  cluster: UsageRow['cluster'],
  seen: {
    readonly uses: readonly NameUse[];
    readonly earlier?: readonly NameUse[];
    readonly sight: Sight;
    readonly compared: Sight;
  },
  holders: readonly KubeconfigState[] | null,
): readonly UsageRow[] {
  const { uses, earlier = [], sight, compared } = seen;
  const shared = { cluster, sight };
  const before = new Map(earlier.map((use) => [use.commonName, use]));
  const rows = uses.map(
    (use): UsageRow => ({
      ...shared,
      identity: identityOf(use.commonName, holders ?? []),
      verdict: 'used',
      use,
      newAddresses: newAddresses(use, sight.asked.to, before.get(use.commonName)).map(
        ({ address }) => address,
      ),
      unsureAddresses: unsureAddresses(use, compared, before.get(use.commonName) ?? null).map(
        ({ address }) => address,
      ),
    }),
  );
  const found = new Set(rows.map(({ identity }) => identity.uid));
  const idle = (holders ?? [])
    .filter((state) => holdsOne(state) && !found.has(state.identity.uid))
    .map(
      ({ identity }): UsageRow => ({
        ...shared,
        identity,
        verdict: verdicts[claimUnused({ isSeen: false, isWhole: sight.isWhole }).kind],
        use: null,
        newAddresses: [],
        unsureAddresses: [],
      }),
    );
  return [...rows, ...idle];
}

const verdicts = { proven: 'unused', refuted: 'used', unknown: 'unknown' } as const;

function holdsOne({ certificateState, cloudService }: KubeconfigState): boolean {
  return certificateState !== 'unissued' && certificateState !== 'removed' && !cloudService;
}

/** Who has the name, as far as the cluster's list knows; else the name's own uid. */
function identityOf(commonName: string, holders: readonly KubeconfigState[]): Identity {
  const { uid } = parseCommonName(commonName);
  const holder = holders.find(({ identity }) =>
    isCallers(uid, { callerUid: identity.uid, isAccountRoot: identity.type === 'root' }),
  );
  const name = uid ?? commonName;
  return holder?.identity ?? { uid: name, name, type: 'unknown', state: 'unknown' };
}
