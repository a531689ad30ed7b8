import type { Random } from '../random.js';

/** The text with one to three small changes of the kind that YAML readers stumble over. */
export function mutated(text: string, { below, one }: Random): string {
  let changed = text;
  for (let count = 1 + below(3); count > 0; count -= 1) {
    const at = below(changed.length + 1);
    const length = below(4) === 0 ? below(60) : below(3);
    const piece = one(pieces);
    const kind = below(4);
    if (kind === 0) changed = changed.slice(0, at) + piece + changed.slice(at);
    else if (kind === 1) changed = changed.slice(0, at) + changed.slice(at + length);
    else if (kind === 2) changed = changed.slice(0, at) + piece + changed.slice(at + length);
    else changed = changed.slice(0, at) + changed.slice(at - length, at) + changed.slice(at);
  }
  return changed;
}

const pieces = [
  '\n',
  '  ',
  '- ',
  ': ',
  ':',
  '#',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '!x ',
  '|',
  '>',
  '~',
  '\t',
  '\r',
  '\r\n',
  '---\n',
  '...\n',
  '%',
  '@',
  '`',
  '?',
  '<<: ',
  'null',
  'true',
  '1',
  '\\',
  '\uFEFF',
  '\u0085',
  '\u2028',
  '\0',
  'é',
  '😀',
  'name: dev\n',
  'contexts:\n',
  'users:\n- name: x\n',
  'current-context: dev\n',
  '__proto__: {}\n',
  'clusters: []\n',
] as const;
