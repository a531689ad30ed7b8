import { type Document, isCollection, isMap, isNode, isScalar, visit, type YAMLError } from 'yaml';

/**
 * Where a text is not YAML, never behind its last line: what is open at its end is told where it began, and what goes on
 * with less indentation on the line where it should have ended.
 */
export function faultPlace({ contents }: Pick<Document, 'contents'>, error: YAMLError, text: string): number {
  const [at] = error.pos;
  const start = unclosedAt(contents, at, text);
  const isAtEnd = text.slice(at).trim() === '';
  if (start !== null && isAtEnd) return start;
  return start !== null || isAtEnd ? text.slice(0, at).trimEnd().length : at;
}

/** The beginning of the innermost that ends at this place for want of its closing sign; null for none. */
function unclosedAt(contents: Document['contents'], end: number, text: string): number | null {
  let start: number | null = null;
  visit(contents, (_, node) => {
    const closing = closingSign(node);
    if (closing === null || !isNode(node) || !node.range) return;
    const [from, to] = node.range;
    const isClosed = to - from > 1 && text.charAt(to - 1) === closing;
    if (to === end && !isClosed) start = from;
  });
  return start;
}

const quotes: Readonly<Record<string, string>> = { QUOTE_DOUBLE: '"', QUOTE_SINGLE: "'" };

function closingSign(node: unknown): string | null {
  if (isScalar(node)) return quotes[node.type ?? ''] ?? null;
  if (!isCollection(node) || node.flow !== true) return null;
  return isMap(node) ? '}' : ']';
}
