import { type Sentence, say } from './say.js';

/** The first `most` names, and how many more there are. */
export function firstNames(names: readonly string[], most: number): Sentence | readonly string[] {
  const shown = names.slice(0, most);
  const count = names.length - shown.length;
  return count > 0 ? say('{names} and {count} more', { names: shown, count }) : shown;
}
