import test from 'ava';
import { type Colour, type Skin, skins } from './skins.js';

type Rgb = Colour[0];

/** Grounds of terminals that people use each skin on. */
const terminals: Readonly<Record<'dark' | 'light', readonly Rgb[]>> = {
  dark: [
    [0x00, 0x00, 0x00],
    [0x1e, 0x1e, 0x1e],
    [0x28, 0x2c, 0x34],
  ],
  light: [
    [0xff, 0xff, 0xff],
    [0xf2, 0xf2, 0xf2],
    [0xee, 0xee, 0xee],
  ],
};

/** Lines are seen, not read. */
const lines: readonly string[] = ['border'];

const depths: Readonly<Record<string, (colour: Colour) => Rgb>> = {
  'true colour': ([rgb]) => rgb,
  '256 colours': ([, index]) => indexed(index),
};

for (const name of ['dark', 'light'] as const) {
  for (const [depth, rgbOf] of Object.entries(depths)) {
    test(`everything can be read in the ${name} skin, in ${depth}`, (t) => {
      const grounds = [...terminals[name], ...groundsOf(skins[name]).map(rgbOf)];
      for (const [tone, { colour }] of Object.entries(skins[name].tones)) {
        if (colour === undefined) continue;
        const least = Math.min(...grounds.map((ground) => contrast(rgbOf(colour), ground)));
        t.true(least >= (lines.includes(tone) ? 3 : 4.5), `${tone}: ${least.toFixed(2)}`);
      }
    });
  }

  test(`nothing vanishes in the ${name} skin, in 16 colours`, (t) => {
    for (const [tone, { colour }] of Object.entries(skins[name].tones)) {
      for (const [, , basic] of groundsOf(skins[name])) t.not(colour?.[2], basic, tone);
    }
  });
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [0xff, 0xff, 0xff];

for (const [depth, least] of [
  ['true colour', 4.5],
  ['256 colours', 4.3],
] as const) {
  test(`where a terminal does not tell its ground, everything can be read on black and on white, in ${depth}`, (t) => {
    const { tones, grounds } = skins.either;
    t.is(tones.text.colour, undefined);
    for (const [tone, { colour }] of Object.entries(tones)) {
      const rgb = colour === undefined ? null : depths[depth]?.(colour);
      const worst = Math.min(...[black, white].map((ground) => (rgb ? contrast(rgb, ground) : 21)));
      t.true(worst >= least, `${tone}: ${worst.toFixed(2)}`);
    }
    t.true(Object.values(grounds).every(({ ground }) => ground === undefined));
  });
}

test('the skin without colours has none', (t) => {
  const { tones, grounds } = skins.mono;
  for (const style of [...Object.values(tones), ...Object.values(grounds)])
    t.deepEqual([style.colour, style.ground], [undefined, undefined]);
});

function groundsOf({ grounds }: Skin): readonly Colour[] {
  return Object.values(grounds).flatMap(({ ground }) => (ground === undefined ? [] : [ground]));
}

/** From 1 to 21, by WCAG 2.2. */
function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number): number =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** xterm's cube of 216 colours, and its greys behind them. */
function indexed(index: number): Rgb {
  const grey = 8 + 10 * (index - 232);
  if (index >= 232) return [grey, grey, grey];
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const place = index - 16;
  return [level(Math.floor(place / 36)), level(Math.floor(place / 6) % 6), level(place % 6)];
}
