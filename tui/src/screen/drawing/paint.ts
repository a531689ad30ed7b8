import { visible } from '@ackring/core/words';
import type { Line, Span } from './line.js';
import { withPlainSigns } from './plain-signs.js';
import type { Colour, Skin, Style } from './skins.js';

/** How many colours the terminal shows; `none` keeps bold, dim, underline and inverse. */
export type Depth = 'none' | 'basic' | 'indexed' | 'true';

/** The depth the environment allows. `NO_COLOR` set to anything but the empty string wins. */
export function colourDepth(environment: Readonly<Record<string, string | undefined>>): Depth {
  if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return 'none';
  if (/^(truecolor|24bit)$/.test(environment['COLORTERM'] ?? '')) return 'true';
  return /256color|kitty|ghostty|alacritty/.test(environment['TERM'] ?? '') ? 'indexed' : 'basic';
}

/**
 * Writes lines as text with SGR sequences, and no other control sequence: this is the last step before the terminal,
 * so whatever a screen forgot to clean is cleaned here.
 */
export type Paint = (line: Line) => string;

/** With `isPlain`, for a terminal that draws ASCII only. */
export function createPaint(skin: Skin, depth: Depth, isPlain = false): Paint {
  const codes = new Map<string, readonly [open: string, close: string]>();
  return (line) => line.map(paintSpan).join('');

  function paintSpan(part: Span): string {
    if (part.text === '') return '';
    const key = `${part.tone ?? 'text'}/${part.ground ?? ''}`;
    const known = codes.get(key) ?? remember(key, part);
    const text = harmless.test(part.text) ? part.text : visible(part.text);
    return known[0] + (isPlain ? withPlainSigns(text) : text) + known[1];
  }

  function remember(key: string, part: Span): readonly [string, string] {
    const style: Style = {
      ...skin.tones[part.tone ?? 'text'],
      ...(part.ground === undefined ? {} : skin.grounds[part.ground]),
    };
    const pair = sgr(style, depth);
    codes.set(key, pair);
    return pair;
  }
}

/** A quick check that suffices for nearly every text. */
const harmless = /^[\x20-\x7e\u00b7\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u25ff\u3000-\u9fff]*$/;

function sgr(style: Style, depth: Depth): readonly [string, string] {
  const open: string[] = [];
  const close: string[] = [];
  if (style.bold) open.push('1');
  if (style.dim) open.push('2');
  if (style.bold || style.dim) close.push('22');
  if (style.underline) add('4', '24');
  if (style.inverse) add('7', '27');
  const ground = style.ground === undefined ? null : colourCode(style.ground, depth, 40);
  const colour = style.colour === undefined ? null : colourCode(style.colour, depth, 30);
  if (ground !== null) add(ground, '49');
  else if (style.ground !== undefined && depth === 'none') add('7', '27');
  if (colour !== null) add(colour, '39');
  if (open.length === 0) return ['', ''];
  return [`\x1b[${open.join(';')}m`, `\x1b[${close.join(';')}m`];

  function add(on: string, off: string): void {
    open.push(on);
    close.unshift(off);
  }
}

function colourCode([rgb, indexed, basic]: Colour, depth: Depth, base: 30 | 40): string | null {
  if (depth === 'none') return null;
  if (depth === 'true') return `${base + 8};2;${rgb.join(';')}`;
  if (depth === 'indexed') return `${base + 8};5;${indexed}`;
  return String(basic < 8 ? base + basic : base + 60 + basic - 8);
}
