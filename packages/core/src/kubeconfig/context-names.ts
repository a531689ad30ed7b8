import { AckringError } from '../words/errors.js';
import { folded, isGlob, matchesGlob } from '../words/glob.js';
import { nearest, sharing, similarNames } from '../words/nearest.js';
import { type Sentence, say } from '../words/say.js';

/**
 * The context that somebody means: the one of that name, else the only one that ends in `/name`, as those do that are
 * named by region and cluster; null if there is none. Throws ContextAmbiguous if there are several.
 */
export function contextMeant(name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return name;
  const ending = endingIn(name, names);
  const [only = null, ...others] = ending;
  if (others.length === 0) return only;
  throw new AckringError(
    'ContextAmbiguous',
    say('several contexts end in "/{name}": {names}', { name, names: ending.toSorted() }),
    { remedy: say('Give the whole name.') },
  );
}

function endingIn(name: string, names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((each) => name !== '' && each.endsWith(`/${name}`)))];
}

/** The context that a name means among these, which will mean another once that has it whole; null if none does. */
export function shadowedBy(name: string, names: readonly string[]): string | null {
  const [only = null, ...others] = names.includes(name) ? [] : endingIn(name, names);
  return others.length === 0 ? only : null;
}

/** The same for a name that has to mean one. Throws ContextNotFound with what was probably meant, and ContextAmbiguous. */
export function contextNamed(name: string, names: readonly string[]): string {
  return contextMeant(name, names) ?? throwNoContext([name], names);
}

/**
 * The same for several, each once: also all whose names match a pattern, unless that is a name. What is missing is
 * named whole.
 */
export function contextsNamed(wanted: readonly string[], names: readonly string[]): readonly string[] {
  const found = wanted.map((each) => {
    const meant = contextMeant(each, names);
    return meant !== null ? [meant] : isGlob(each) ? namesLike([each], names) : [];
  });
  const missing = wanted.filter((_, at) => found[at]?.length === 0);
  const others = wanted.filter((each) => !missing.includes(each));
  return missing.length > 0 ? throwNoContext(missing, names, others) : [...new Set(found.flat())];
}

/** Those that match one of the patterns, in any case: whole, or, as a name may, by what follows the last `/`. */
export function namesLike(patterns: readonly string[], names: readonly string[]): readonly string[] {
  return names.filter((name) =>
    patterns.some((pattern) => {
      const meant = pattern.includes('/') ? [name] : [name, name.slice(name.lastIndexOf('/') + 1)];
      return meant.some((each) => matchesGlob(folded(pattern), folded(each)));
    }),
  );
}

/** Throws ContextNotFound. `others` were named beside, and are there: nothing is done with them either. */
export function throwNoContext(
  missing: readonly string[],
  names: readonly string[],
  others: readonly string[] = [],
): never {
  const [first = ''] = missing;
  const hint = missing.length === 1 && !isGlob(first) ? similarTo(first, names) : '';
  const contexts = missing.map((name) =>
    isGlob(name) ? say('a context like "{pattern}"', { pattern: name }) : say('context "{name}"', { name }),
  );
  const remedy = whereAllAre(names);
  throw new AckringError(
    'ContextNotFound',
    say('no kubeconfig file holds {contexts}{hint}', { contexts, hint }),
    {
      remedy:
        others.length === 0
          ? remedy
          : say('Nothing was done with {others} either. {remedy}', { others, remedy }),
    },
  );
}

/** ContextNotFound for a name that is no file either, where a file could have been named. */
export function neitherContextNorFile(name: string, names: readonly string[]): AckringError {
  const contexts = [say('context "{name}"', { name })];
  return new AckringError(
    'ContextNotFound',
    say('no kubeconfig file holds {contexts}, and no file is called so{hint}', {
      contexts,
      hint: similarTo(name, names),
    }),
    { remedy: whereAllAre(names) },
  );
}

function whereAllAre(names: readonly string[]): Sentence {
  return names.length === 0
    ? say('Fetch one: `ackring get CLUSTER`.')
    : say('Run `ackring contexts` for all of them.');
}

/** For the end of a sentence: the context that was probably meant, else those that have a part of the name. */
export function similarTo(name: string, names: readonly string[]): Sentence | '' {
  const near = nearestContext(name, names);
  if (near !== null) return say('; did you mean "{name}"?', { name: near });
  return similarNames(sharing(name, names));
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
