import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { nearestNames, similarNames } from '../words/nearest.js';
import { say } from '../words/say.js';

/** A region whose list is incomplete, and why. */
export interface UnreadRegion {
  readonly region: string;
  readonly error: AckringError;
}

/**
 * The cluster with this id or exact name. ClusterNotFound suggests the closest names, ClusterAmbiguous lists every
 * candidate with region and id, and ClusterNotSeen the regions that were not read: it may be there. An id wins over a
 * name; a name in another case matches if it is unique.
 */
export function findCluster(
  clusters: readonly Cluster[],
  idOrName: string,
  unread: readonly UnreadRegion[] = [],
): Cluster {
  const candidates = clustersCalled(clusters, idOrName);
  const [only] = candidates;
  if (only === undefined) {
    throw unread.length === 0 ? notFound(clusters, idOrName) : notSeen(clusters, idOrName, unread);
  }
  if (candidates.length > 1 && only.id !== idOrName) throw ambiguous(candidates, idOrName);
  return only;
}

/** Those with this id, else with this exact name, else with this name in another case. */
export function clustersCalled(clusters: readonly Cluster[], idOrName: string): readonly Cluster[] {
  const rules: readonly ((cluster: Cluster) => boolean)[] = [
    ({ id }) => id === idOrName,
    ({ name }) => name === idOrName,
    ({ name }) => sameWord(name, idOrName),
  ];
  return rules.map((isMeant) => clusters.filter(isMeant)).find((those) => those.length > 0) ?? [];
}

/** The names that were probably meant; empty if none is near. */
export function nearNames(clusters: readonly Cluster[], typed: string): readonly string[] {
  return nearestNames(
    typed,
    clusters.map(({ name }) => name),
  );
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** "No such cluster" would be a guess, on which somebody creates a second one or gives up in an outage. */
function notSeen(clusters: readonly Cluster[], typed: string, unread: readonly UnreadRegion[]): AckringError {
  const [first] = unread;
  const facts = {
    name: typed,
    near: similarNames(nearNames(clusters, typed)),
    count: unread.length,
  };
  return new AckringError(
    'ClusterNotSeen',
    say(
      'not found in the regions that answered: "{name}"{near}; {count} {count|region was|regions were} not read',
      facts,
    ),
    {
      problems: unread.map(({ region, error }) =>
        say('{region}: {problem}', { region, problem: error.sentence }),
      ),
      remedy:
        first === undefined
          ? say('It may be there.')
          : say('It may be there. {remedy}', { remedy: first.error.said.remedy }),
      requestId: first?.error.requestId ?? undefined,
      cause: first?.error,
    },
  );
}

function notFound(clusters: readonly Cluster[], typed: string): AckringError {
  return new AckringError(
    'ClusterNotFound',
    say('no cluster has the id or name "{name}"{near}', {
      name: typed,
      near: similarNames(nearNames(clusters, typed)),
    }),
    {
      remedy: say(
        'See `ackring clusters` for what these credentials can see; add `--region` or `--profile` to look elsewhere.',
      ),
    },
  );
}

function ambiguous(candidates: readonly Cluster[], typed: string): AckringError {
  return new AckringError(
    'ClusterAmbiguous',
    say('{count} clusters are named {name}: {candidates}', {
      count: candidates.length,
      name: typed,
      candidates: candidates.map(({ id, region }) => `${id} (${region})`),
    }),
    { remedy: say('Name the one you mean by its id.') },
  );
}
