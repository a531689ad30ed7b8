import type { Random } from '../random.js';

/** A YAML document that is still to be written down, in whatever style. */
export type Node =
  | { readonly text: string }
  /** As it stands: a typed scalar, an alias, a block scalar … */
  | { readonly raw: string }
  | { readonly list: readonly Node[] }
  | { readonly fields: readonly Field[]; readonly anchor?: string };

export type Field = readonly [key: string, value: Node];

/** How it is written: `odd` says when to do something that hardly anybody would. */
export interface Style {
  readonly random: Random;
  odd(): boolean;
}

/** Block style, as kubectl writes it where nothing odd comes by. */
export function blockText(fields: readonly Field[], style: Style): string {
  return `${inBlock({ fields }, 0, style).slice(1)}\n`;
}

/** What follows the colon or the dash: a blank and a value, or lines. */
function inBlock(node: Node, indent: number, style: Style): string {
  if ('raw' in node) return node.raw === '' ? '' : ` ${node.raw.replaceAll('\n', `\n${pad(indent)}`)}`;
  if ('text' in node) return ` ${scalar(node.text, indent, style)}`;
  if (style.odd()) return ` ${inFlow(node)}`;
  if ('list' in node) return node.list.length === 0 ? ' []' : node.list.map(item).join('');
  const anchor = node.anchor === undefined ? '' : ` &${node.anchor}`;
  if (node.fields.length === 0) return `${anchor} {}`;
  return anchor + node.fields.map((field) => `\n${pad(indent)}${line(field)}`).join('');

  function item(each: Node): string {
    const inner = inBlock(each, indent + 2, style);
    const isPlainMapping = 'fields' in each && inner.startsWith('\n');
    return `\n${pad(indent)}-${isPlainMapping ? ` ${inner.trimStart()}` : inner}`;
  }

  function line([key, value]: Field): string {
    const written = style.odd()
      ? style.random.one([`"${key}"`, `'${key}'`, `${key} `, `? ${key}\n${pad(indent)}`])
      : key;
    const isList = 'list' in value;
    return `${written}:${inBlock(value, isList && !style.odd() ? indent : indent + 2, style)}`;
  }
}

const pad = (indent: number) => ' '.repeat(indent);

function scalar(text: string, indent: number, style: Style): string {
  if (!style.odd()) return isPlain(text) ? text : JSON.stringify(text);
  const inner = `\n${pad(Math.max(indent, 1))}`;
  const lines = text.split('\n').join(inner);
  return style.random.one([
    text,
    `'${text.replaceAll("'", "''")}'`,
    JSON.stringify(text).replaceAll('/', '\\/'),
    `|${inner}${lines}`,
    `|-${inner}${lines}`,
    `|+${inner}${lines}\n`,
    `>${inner}${lines}`,
    `>-${inner}${text.replaceAll(/(?<=.{40})/g, inner).slice(0, 400)}`,
    `!!str ${text}`,
    `&odd ${text}`,
    `"${text.slice(0, 3)}\\${inner}${text.slice(3)}"`,
    `${text} # so`,
    `\t${text}`,
    `!!binary ${Buffer.from(text).toString('base64')}`,
  ]);
}

/** What no YAML reader takes for anything but a text. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z/][\w./@-]*(?::\/\/[\w./:@?=#-]+)?$/.test(text) &&
    !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  );
}

/** Flow style in one line, which is JSON where it has only texts. */
export function inFlow(node: Node): string {
  if ('raw' in node) return node.raw.includes('\n') ? '"lines"' : node.raw === '' ? 'null' : node.raw;
  if ('text' in node) return JSON.stringify(node.text);
  if ('list' in node) return `[${node.list.map(inFlow).join(', ')}]`;
  const anchor = node.anchor === undefined ? '' : `&${node.anchor} `;
  return `${anchor}{${node.fields.map(([key, value]) => `${key.startsWith('<') ? key : JSON.stringify(key)}: ${inFlow(value)}`).join(', ')}}`;
}
