import { visible } from '@ackring/core/words';
import type { Line } from './line.js';
import { blankLook, type Look, lookOf, plainLook, turn } from './look.js';
import type { Colour, Ground, Skin, Style, Tone } from './skins.js';

/** How many colours the terminal shows; `none` keeps bold, dim, underline and inverse. */
export type Depth = 'none' | 'basic' | 'indexed' | 'true';

/** The depth the environment allows. `NO_COLOR` set to anything but the empty string wins. */
export function colourDepth(environment: Readonly<Record<string, string | undefined>>): Depth {
  if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return 'none';
  if (/^(truecolor|24bit)$/.test(environment['COLORTERM'] ?? '')) return 'true';
  return /256color|kitty|ghostty|alacritty/.test(environment['TERM'] ?? '') ? 'indexed' : 'basic';
}

/**
 * The skin for a terminal, some of which tell the colours of their text and their ground: `0;15`, `0;default;15`. Of
 * another nothing is known before it answers.
 */
export function terminalSkin(
  environment: Readonly<Record<string, string | undefined>>,
): 'dark' | 'light' | 'either' {
  const [, ground] = /;(\d+)$/.exec(environment['COLORFGBG'] ?? '') ?? [];
  if (ground === undefined) return 'either';
  return /^(?:7|9|1[0-5])$/.test(ground) ? 'light' : 'dark';
}

/** What a terminal makes of spans: the looks of a skin, in the colours that it shows. */
export interface Ink {
  look(tone: Tone | undefined, ground: Ground | undefined): Look;
  /** For a terminal that draws ASCII only. */
  readonly isPlain: boolean;
  /** A span's text without control characters, in the signs that the terminal draws. */
  clean(text: string): string;
}

export function createInk(skin: Skin, depth: Depth, isPlain = false): Ink {
  const looks = new Map<Ground | undefined, Map<Tone | undefined, Look>>();
  return {
    look: (tone, ground) => looks.get(ground)?.get(tone) ?? remember(tone, ground),
    isPlain,
    clean: (text) => {
      const seen = harmless.test(text) ? text : visible(text);
      return isPlain ? withPlainSigns(seen) : seen;
    },
  };

  function remember(tone: Tone | undefined, ground: Ground | undefined): Look {
    const look = lookIn(depth, {
      ...skin.tones[tone ?? 'text'],
      ...(ground === undefined ? {} : skin.grounds[ground]),
    });
    const tones = looks.get(ground) ?? new Map<Tone | undefined, Look>();
    looks.set(ground, tones.set(tone, look));
    return look;
  }
}

/**
 * Writes a line as text with SGR sequences, and no other control sequence: this is the last step before the terminal,
 * so whatever a screen forgot to clean is cleaned here.
 */
export function paint(line: Line, ink: Ink): string {
  let out = '';
  let look = plainLook;
  for (const { text, tone, ground } of line) {
    if (text === '') continue;
    const next = ink.look(tone, ground);
    // Spaces look the same in every text colour.
    if (next !== look && (blankLook(next) !== blankLook(look) || !blank.test(text))) {
      out += turn(look, next);
      look = next;
    }
    out += ink.clean(text);
  }
  return out + turn(look, plainLook);
}

/** A quick check that suffices for nearly every text. */
const harmless = /^[\x20-\x7e\u00b7\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u25ff\u3000-\u9fff]*$/;

const blank = /^ *$/;

function lookIn(depth: Depth, { bold, dim, underline, inverse, colour, ground }: Style): Look {
  // Without colours a ground is the text's own, inverted.
  const isInverse = inverse === true || (ground !== undefined && depth === 'none');
  const attributes = [bold && '1', dim && '2', underline && '4', isInverse && '7'].filter(Boolean).join('');
  return lookOf(attributes, colourCode(colour, depth, 30), colourCode(ground, depth, 40));
}

function colourCode(colour: Colour | undefined, depth: Depth, base: 30 | 40): string {
  if (colour === undefined || depth === 'none') return '';
  const [rgb, indexed, basic] = colour;
  if (depth === 'true') return `${base + 8};2;${rgb.join(';')}`;
  if (depth === 'indexed') return `${base + 8};5;${indexed}`;
  return String(basic < 8 ? base + basic : base + 60 + basic - 8);
}

/**
 * Whether a terminal can draw more than ASCII. The Linux console has glyphs for a few of our signs only, and draws all
 * others alike; a locale with another encoding than UTF-8 says what the terminal reads. No locale at all says nothing:
 * containers have none.
 */
export function drawsSigns(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (/^(?:linux|dumb|vt\d+|ansi)$/.test(environment['TERM'] ?? '')) return false;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  if (/^(?:C|POSIX)$/.test(locale)) return false;
  const [, encoding] = /\.([^@]+)/.exec(locale) ?? [];
  return encoding === undefined || /^utf-?8$/i.test(encoding);
}

/** Our own signs as ASCII, each as wide as before; names in other scripts stay, there is nothing else to show. */
export function withPlainSigns(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.replace(ownSigns, (sign) => plain.get(sign) ?? '?') : text;
}

const ownSigns = /[\u00b7\u00d7\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u27ff]/g;

/** Signs, and what stands for each of them. */
const pairs = [
  ['━═─╌╭╮╰╯┌┐└┘├┤┼┴┬', '==--+++++++++++++'],
  ['╍╎│┃▏▎▌', '.||||||'],
  ['●◉○◐✕✓▲▸■★☆✎⟳', '**o~x+^>##*w@'],
  ['▁▂▃▄▅▆▇█', '..::++##'],
  ['←→↑↓⏎', '<>^v<'],
  ['·×–—−…›', '.x---~>'],
  ['‘’“”', `''""`],
] as const;

const plain = new Map(
  pairs.flatMap(([signs, letters]) => Array.from(signs, (sign, at) => [sign, letters[at] ?? '?'])),
);
