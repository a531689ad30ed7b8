import { AckringError } from '../words/errors.js';
import { nearest } from '../words/nearest.js';
import { say } from '../words/say.js';

/**
 * The context that somebody means: the one of that name, else the only one that ends in `/name`, as those do that are
 * named by region and cluster; null if there is none. Throws ContextAmbiguous if there are several.
 */
export function contextMeant(name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return name;
  const ending = [...new Set(names.filter((each) => name !== '' && each.endsWith(`/${name}`)))];
  const [only = null, ...others] = ending;
  if (others.length === 0) return only;
  throw new AckringError(
    'ContextAmbiguous',
    say('several contexts end in "/{name}": {names}', { name, names: ending.toSorted() }),
    { remedy: say('Give the whole name.') },
  );
}

/** The context that was probably meant, by its whole name or the part after its last `/`; null if none is close. */
export function nearestContext(name: string, names: readonly string[]): string | null {
  const whole = nearest(name, names);
  if (whole !== null) return whole;
  const byEnd = new Map(names.map((each) => [each.slice(each.lastIndexOf('/') + 1), each]));
  return byEnd.get(nearest(name, [...byEnd.keys()]) ?? '') ?? null;
}
