import type { PlaceSight } from '../subject/place-sight.js';

/**
 * What was delivered to one place, or found there, and is owed to its consumers until it is proven to be over. Instants
 * are RFC 3339.
 */
export interface Obligation {
  readonly sink: string;
  /** Its address in the sink as it was first made; null where it follows from cluster and identity. */
  readonly place: string | null;
  /** What it holds, see `PlaceSight.version`; null if nothing there can be used. */
  readonly version: string | null;
  /** When that ends, or what was there last; null if it was never readable. */
  readonly until: string | null;
  /** When that began, of a life that was shortened. */
  readonly from: string | null;
  /** The version that an API server let in last, and when; null if none ever was. */
  readonly proven: { readonly version: string; readonly at: string } | null;
  /** Why an API server refused exactly what it holds, until one lets it in. */
  readonly refused: string | null;
  /** The version in doubt for which the cloud was asked, and had no other, with the end of its record then. */
  readonly settled: string | null;
  /** Since when its consumers have nothing that works, as far as seen; null if they have. */
  readonly brokenSince: string | null;
}

const unseen = {
  version: null,
  until: null,
  from: null,
  proven: null,
  refused: null,
  settled: null,
  brokenSince: null,
} as const;

/**
 * The obligation after a run looked at its place; null if nothing was ever there. What could not be read stays as it
 * was. A refusal lasts until exactly what is held is let in, or something else was delivered; being of no use lasts
 * until a proof, or a delivery.
 */
export function afterSight(before: Obligation | null, sight: PlaceSight, now: Date): Obligation | null {
  const { sink, place = null } = sight;
  const known = before ?? { sink, place, ...unseen };
  const since = known.brokenSince ?? now.toISOString();
  switch (sight.state) {
    case 'unread':
      return before;
    case 'missing':
      // Nothing was there yet: an address to be filled.
      if (before === null || isEmpty(before)) return before;
      return { ...known, version: null, refused: null, brokenSince: since };
    case 'unusable':
      return {
        ...known,
        version: null,
        refused: null,
        until: sight.notAfter ?? known.until,
        brokenSince: since,
      };
    case 'held':
      return afterHolding(known, sight, now);
  }
}

function isEmpty({ version, until, brokenSince }: Obligation): boolean {
  return version === null && until === null && brokenSince === null;
}

function afterHolding(known: Obligation, sight: PlaceSight, now: Date): Obligation {
  const version = sight.version ?? null;
  const isSame = version === known.version;
  const isLetIn = sight.proof === 'accepted' && version !== null;
  const isRefused = sight.proof === 'refused';
  const lasting = isLetIn || !isSame ? null : known.refused;
  const refused = isRefused ? (sight.cause ?? 'unauthorized') : lasting;
  const isMended = isLetIn || (sight.isDelivered === true && !isRefused) || !isProvable(known);
  const since = known.brokenSince ?? now.toISOString();
  return {
    ...known,
    version,
    until: sight.notAfter ?? known.until,
    from: sight.notBefore ?? null,
    proven: isLetIn ? { version, at: now.toISOString() } : known.proven,
    refused,
    settled: settledAfter(known, sight),
    brokenSince: refused !== null ? since : isMended ? null : known.brokenSince,
  };
}

function settledAfter(
  { settled }: Obligation,
  { version = '', isSettled, recorded }: PlaceSight,
): string | null {
  if (isSettled === true) return recorded === undefined ? null : `${version} ${recorded}`;
  return settled?.startsWith(`${version} `) ? settled : null;
}

/** An API server answered once: then its answer is waited for. */
export function isProvable({ proven, refused }: Pick<Obligation, 'proven' | 'refused'>): boolean {
  return proven !== null || refused !== null;
}

/** When exactly what it holds was let in last; null if never. */
export function provenAt({ version, proven }: Obligation): string | null {
  return proven !== null && proven.version === version ? proven.at : null;
}

/** One place, in one sink. */
export function placeKey({
  sink,
  place = null,
}: {
  readonly sink: string;
  readonly place?: string | null;
}): string {
  return place === null ? sink : `${sink} ${place}`;
}
