import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { Sink } from '../sinks/sink.js';
import { isOnlyWatched } from './condition.js';
import { type Obligation, placeKey } from './place.js';
import type { Standing, Standings } from './standing.js';

/** What a person changes in the ledger: the entry as it is afterwards, and the whole. */
export interface Amended {
  readonly standing: Standing;
  readonly standings: Standings;
}

/**
 * The entry that a person names: by its key, by its name for people, or by a place of it. Throws ResourceNotFound, and
 * UsageInvalid if several have the name.
 */
function named(standings: Standings, name: string): Standing {
  const owed = [...standings.values()].filter(
    ({ condition, holder }) => condition !== null && holder === null,
  );
  const found = owed.filter(
    ({ key, label, left, places }) =>
      key === name ||
      label === name ||
      left === name ||
      places.some((place) => place.place === name || placeKey(place) === name),
  );
  const [only, another] = found;
  if (only === undefined) {
    throw new AckringError('ResourceNotFound', say('the ledger has nothing called {name}', { name }), {
      remedy: say('See what it has: ackring rotate plan'),
    });
  }
  if (another === undefined) return only;
  throw new AckringError('UsageInvalid', say('several entries of the ledger are called {name}', { name }), {
    remedy: say('Take one of these: {keys}', { keys: found.map(({ key }) => key).join(', ') }),
  });
}

/**
 * Ends what nobody renews, for the reason that a person gives: it is not told any more, until it is selected again.
 * Throws Refused for what is renewed.
 */
export function dismiss(standings: Standings, name: string, { reason, now }: Dismissing): Amended {
  const standing = named(standings, name);
  const { condition, cluster } = standing;
  const isWatched = condition !== null && (isOnlyWatched(condition) || condition.reason === 'NotSeen');
  if (!isWatched) {
    throw new AckringError('Refused', say('{label} is renewed: it is not over', { label: standing.label }), {
      remedy: say('Leave {cluster} out by `select.exclude` in rotation.yaml; the next run gives it up.', {
        cluster: cluster ?? '',
      }),
    });
  }
  const dismissed = { ...standing, dismissed: { reason, at: now.toISOString() } };
  return { standing: dismissed, standings: new Map(standings).set(standing.key, dismissed) };
}

export interface Dismissing {
  readonly reason: string;
  readonly now: Date;
}

/** One address that follows a cluster's new name. */
export interface Move {
  readonly sink: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Lets a credential's addresses follow its cluster's name: the next run delivers to the new ones, and what is at the old
 * ones is watched until it ends. Throws Refused if none differs.
 */
export function move(
  standings: Standings,
  name: string,
  sinks: readonly Sink[],
): Amended & { moves: readonly Move[] } {
  const standing = named(standings, name);
  const moves = standing.places.flatMap((place) => moveOf(standing, place, sinks) ?? []);
  if (moves.length === 0 || standing.left !== null) {
    throw new AckringError('Refused', say('{label} is where its name says', { label: standing.label }), {
      remedy: say('Nothing needs doing. After a change of the cluster’s name, run first: {command}', {
        command: shell`ackring rotate apply`,
      }),
    });
  }
  const places = standing.places.map((place) => {
    const to = moves.find(({ sink, from }) => sink === place.sink && from === place.place)?.to;
    return to === undefined
      ? place
      : { ...place, place: to, version: null, until: null, from: null, refused: null, brokenSince: null };
  });
  const next = new Map(standings).set(standing.key, { ...standing, places });
  for (const place of standing.places) {
    if (!moves.some(({ sink, from }) => sink === place.sink && from === place.place)) continue;
    const left = leftBehind(standing, place);
    next.set(left.key, left);
  }
  return { standing: { ...standing, places }, standings: next, moves };
}

function moveOf(
  { clusterId, cluster, identity }: Standing,
  { sink: sinkName, place }: Obligation,
  sinks: readonly Sink[],
): Move | null {
  const places = sinks.find(({ name }) => name === sinkName)?.places;
  if (places?.isNamedByPeople !== true || place === null) return null;
  const key = { clusterId: clusterId ?? '', clusterName: cluster ?? '', identity: identity ?? '' };
  const to = places.nameOf(key);
  return to === place ? null : { sink: sinkName, from: place, to };
}

/** What its consumers read is owed to them as before. */
function leftBehind(standing: Standing, place: Obligation): Standing {
  const left = placeKey(place);
  const { condition } = standing;
  return {
    ...standing,
    key: `${standing.key} ${left}`,
    label: `${standing.label} (${left})`,
    left,
    places: [place],
    condition:
      condition === null
        ? null
        : { ...condition, state: 'blocked', reason: 'PlaceLeft', heldUntil: place.until },
    mended: null,
    told: {},
  };
}
