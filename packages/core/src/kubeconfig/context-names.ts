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

/** The same for a name that has to mean one. Throws ContextNotFound with what was probably meant, and ContextAmbiguous. */
export function contextNamed(name: string, names: readonly string[]): string {
  return contextMeant(name, names) ?? throwNoContext([name], names);
}

/** The same for several: what is missing is named whole. */
export function contextsNamed(wanted: readonly string[], names: readonly string[]): readonly string[] {
  const missing = wanted.filter((name) => contextMeant(name, names) === null);
  return missing.length > 0
    ? throwNoContext(missing, names)
    : wanted.map((name) => contextNamed(name, names));
}

/** Throws ContextNotFound. */
export function throwNoContext(missing: readonly string[], names: readonly string[]): never {
  const [first = ''] = missing;
  const near = missing.length === 1 ? nearestContext(first, names) : null;
  const hint = near === null ? '' : say('; did you mean "{name}"?', { name: near });
  const contexts = missing.map((name) => say('context "{name}"', { name }));
  throw new AckringError(
    'ContextNotFound',
    say('no kubeconfig file holds {contexts}{hint}', { contexts, hint }),
    {
      remedy:
        names.length === 0
          ? say('Fetch one: `ackring get CLUSTER`.')
          : say('Run `ackring contexts` for all of them.'),
    },
  );
}

/**
 * The context that was probably meant, by its whole name, by the part after its last `/`, or as the only one that has
 * it in its name; null if none is close.
 */
export function nearestContext(name: string, names: readonly string[]): string | null {
  const whole = nearest(name, names);
  if (whole !== null) return whole;
  const byEnd = new Map(names.map((each) => [each.slice(each.lastIndexOf('/') + 1), each]));
  const ending = byEnd.get(nearest(name, [...byEnd.keys()]) ?? '');
  if (ending !== undefined) return ending;
  const [only = null, ...others] = new Set(names.filter((each) => name.length > 2 && each.includes(name)));
  return others.length === 0 ? only : null;
}
