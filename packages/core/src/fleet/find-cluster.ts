import { distance } from 'fastest-levenshtein';
import type { Cluster } from '../cluster.js';
import { AckringError } from '../errors.js';

const suggestions = 3;

/**
 * The one cluster meant by an id or an exact name. ClusterNotFound names the nearest names; ClusterAmbiguous
 * lists every candidate with its region and id. An id wins over a name; a name is also taken in another case
 * when only one cluster has it so.
 */
export function findCluster(clusters: readonly Cluster[], idOrName: string): Cluster {
  const byId = clusters.find((cluster) => cluster.id === idOrName);
  if (byId !== undefined) return byId;
  const exact = clusters.filter((cluster) => cluster.name === idOrName);
  const candidates =
    exact.length > 0 ? exact : clusters.filter((cluster) => sameWord(cluster.name, idOrName));
  const [only] = candidates;
  if (only === undefined) throw notFound(clusters, idOrName);
  if (candidates.length > 1) throw ambiguous(candidates, idOrName);
  return only;
}

/** The names nearest to what was typed, best first, at most three, none of them far-fetched. */
export function nearNames(clusters: readonly Cluster[], typed: string): readonly string[] {
  const wanted = typed.toLowerCase();
  const limit = Math.max(2, Math.floor(typed.length / 3));
  const scored = [...new Set(clusters.map((cluster) => cluster.name))].flatMap((name) => {
    const word = name.toLowerCase();
    const score = wanted !== '' && word.includes(wanted) ? 0 : distance(word, wanted);
    return score <= limit ? [{ name, score }] : [];
  });
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return scored.slice(0, suggestions).map(({ name }) => name);
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function notFound(clusters: readonly Cluster[], typed: string): AckringError {
  const near = nearNames(clusters, typed);
  const hint = near.length === 0 ? '' : `; near it: ${near.join(', ')}`;
  return new AckringError(
    'ClusterNotFound',
    `no cluster has the id or name ${JSON.stringify(typed)}${hint}`,
    {
      remedy:
        'See `ackring clusters` for what these credentials can see; add `--region` or `--profile` to look elsewhere.',
    },
  );
}

function ambiguous(candidates: readonly Cluster[], typed: string): AckringError {
  const list = candidates.map(({ id, region }) => `${id} (${region})`).join(', ');
  return new AckringError(
    'ClusterAmbiguous',
    `${candidates.length} clusters are named ${JSON.stringify(typed)}: ${list}`,
    {
      remedy: 'Name the one you mean by its id.',
    },
  );
}
