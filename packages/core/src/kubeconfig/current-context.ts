import { scanBlockLayout } from './block-scan.js';
import { applyEdits, type Edit, insertLines, renderPair, renderScalar } from './text-edit.js';
import { type KubeconfigTree, lineStartOf } from './tree.js';
import { isMapping, textOf } from './yaml-value.js';

/**
 * The text with another current context, for a tree that the scanner read and that sets one: only that line is read
 * again, since in the scanner's layout no line changes the meaning of another. Null otherwise: the whole text must
 * then be read again.
 */
export function switchScanned(text: string, tree: KubeconfigTree, context: string): string | null {
  const place = tree.currentContext;
  const value = tree.value['current-context'] ?? null;
  if (place === null || Array.isArray(value) || isMapping(value)) return null;
  if (textOf(value) === context) return text;
  const edit = currentContextEdit(text, tree, context);
  const start = lineStartOf(text, place.start);
  const lineBreak = text.indexOf('\n', place.end);
  const end = lineBreak === -1 ? text.length : lineBreak + 1;
  const line = `${text.slice(start, edit.start)}${edit.text}${text.slice(edit.end, end)}`;
  const read = scanBlockLayout(line)?.value ?? {};
  const isRight = Object.keys(read).length === 1 && textOf(read['current-context']) === context;
  return isRight ? applyEdits(text, [edit]) : null;
}

/** Sets current-context in place; at the end of the document if it is missing. */
export function currentContextEdit(text: string, tree: KubeconfigTree, use: string): Edit {
  const place = tree.currentContext;
  if (place) return { ...place, text: ` ${tree.isFlow ? JSON.stringify(use) : renderScalar(use)}` };
  if (!tree.isFlow) return insertLines(text, tree.end, renderPair('current-context', use, 0));
  return flowPair(tree, `"current-context": ${JSON.stringify(use)}`);
}

/** One more pair of a document in flow style. */
export function flowPair(tree: KubeconfigTree, pair: string): Edit {
  const comma = Object.keys(tree.value).length > 0 ? ', ' : '';
  return { start: tree.end, end: tree.end, text: `${comma}${pair}` };
}
