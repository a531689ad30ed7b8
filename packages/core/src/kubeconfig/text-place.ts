import { isMap, isNode, isSeq } from 'yaml';

/** The first character of the line that `offset` stands in. */
export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The column of `offset` when only spaces stand before it in its line; null otherwise. */
export function indentAt(text: string, offset: number): number | null {
  const start = lineStartOf(text, offset);
  const before = text.slice(start, offset);
  const isMarked = start === 0 && before.startsWith('\uFEFF');
  const indent = isMarked ? before.slice(1) : before;
  return /^ *$/.test(indent) ? indent.length : null;
}

/** Where the next line begins, for content that ends at `end`; `end` itself when a line begins there. */
export function lineAfter(text: string, end: number): number {
  if (end > 0 && text.charAt(end - 1) === '\n') return end;
  const lineBreak = text.indexOf('\n', end);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}

/**
 * Where a node's last scalar (or closing bracket) ends. The ranges of block collections will not do: they
 * take in the blank lines and comments that follow.
 */
export function contentEnd(node: unknown): number | null {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return contentEnd(last?.value) ?? contentEnd(last?.key);
  }
  if (isSeq(node) && node.flow !== true) return contentEnd(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? null) : null;
}
