import { parseTree } from './yaml-tree.js';
import { listOf, mappingOf, textOf } from './yaml-value.js';

/** The line, from 1, on which a context begins; null without one of that name. Throws KubeconfigInvalid. */
export function contextLine(text: string, context: string): number | null {
  const { value, sections } = parseTree(text, '');
  const { contexts } = sections;
  if (!('items' in contexts)) return null;
  const at = listOf(value['contexts']).findIndex((each) => textOf(mappingOf(each)['name']) === context);
  const start = contexts.items[at]?.start;
  return start === undefined ? null : text.slice(0, start).split('\n').length;
}
