import type { Writable } from 'node:stream';
import { widthOf, wrapWhole } from '../screen/drawing/line.js';

/** Of a terminal; 0 where lines have no end. */
export function columnsOf(stream: Writable & { isTTY?: boolean; columns?: number }): number {
  return stream.isTTY === true ? (stream.columns ?? 80) : 0;
}

/** Text for so many columns, broken between words; 0 breaks nothing. What a line says goes on a little further right. */
export function proseWithin(text: string, columns: number): string {
  if (columns <= 0) return text;
  return text
    .split('\n')
    .flatMap((line) => linesWithin(line, columns))
    .join('\n');
}

function linesWithin(line: string, columns: number): readonly string[] {
  // A command line is there to be copied.
  if (widthOf(line) <= columns || /^ *(?:ackring|kubectl) /.test(line)) return [line];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const [first = '', ...others] = wrapWhole(line.slice(indent.length), columns - indent.length - 2);
  return [`${indent}${first}`, ...others.map((each) => `${indent}  ${each}`)];
}
