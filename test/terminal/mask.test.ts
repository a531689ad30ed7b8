import test from 'ava';
import { masked, type Origin } from './mask.js';

/** Random numbers of this seed. */
function randomOf(seed: number) {
  let state = seed;
  const below = (end: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return (state >>> 8) % end;
  };
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const signs = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  return { below, oneOf, signs };
}

type Random = ReturnType<typeof randomOf>;

/** Odd values of each kind: without a letter, without a digit, with zeros before them, parts of one another. */
const kinds: Readonly<Record<string, (random: Random, uid: string) => string>> = {
  '<uid>': (_, uid) => uid,
  '<identity>': ({ signs }, uid) => `${uid}-${signs('0123456789', 10)}`,
  '<serial>': ({ oneOf, signs, below }, uid) =>
    oneOf([
      signs('0123456789', 16),
      signs('abcdef', 14 + below(3)),
      `00${signs('0123456789abcdef', 14)}`,
      uid.slice(0, 16),
      `0${uid}`,
      signs('0123456789abcdef', 8).match(/../g)?.join(':') ?? '',
    ]),
  '<cluster id>': ({ oneOf, signs }, uid) =>
    `c${oneOf([signs('0123456789', 32), signs('abcdef', 32), uid.padStart(32, '0')])}`,
  '<run>': ({ oneOf, signs }) =>
    [8, 4, 4, 4, 12].map((length) => signs(oneOf(['0123456789', 'abcdef']), length)).join('-'),
  '<address>': ({ oneOf, signs, below }) =>
    `127.0.0.1:${oneOf([String(1024 + below(8000)), `${1 + below(6)}${signs('0123', 4)}`])}`,
  '<date>': ({ signs, below }) => {
    const two = (end: number): string => String(1 + below(end)).padStart(2, '0');
    return `20${signs('23456789', 2)}-${two(12)}-${two(28)}${below(2) === 0 ? '' : ` ${two(22)}:${two(58)} GMT+9`}`;
  },
};

interface MaskedWorld {
  readonly screen: string;
  readonly expected: string;
  readonly origins: readonly Origin[];
}

/** A screen with values of a world in it, and others that look like them, which it did not make. */
function worldOf(seed: number): MaskedWorld {
  const random = randomOf(seed);
  const { oneOf, below, signs } = random;
  const uid = `${1 + below(9)}${oneOf([signs('0', 17), signs('0123456789', 17), signs('12', 14)])}`;
  const masks = Object.keys(kinds);
  const make = (mask: string): string => kinds[mask]?.(random, uid) ?? '';
  const made = new Map(masks.map((mask) => [mask, [make(mask), make(mask)]]));
  const values = new Set([...made.values()].flat());
  const isOurs = (text: string): boolean => [...values].some((value) => text.includes(value));
  // Of two origins with one value, or one beginning, it is the first one's.
  const ownerOf = (beginning: string, isWhole: boolean): string =>
    masks.find((mask) =>
      made.get(mask)?.some((value) => (isWhole ? value === beginning : value.startsWith(beginning))),
    ) ?? '';
  const pieces = Array.from({ length: 30 }, (): readonly [shown: string, expected: string] => {
    const mask = oneOf(masks);
    const value = oneOf(made.get(mask) ?? []);
    const stranger = make(oneOf(masks));
    const before = oneOf(['', '(', 'ackring-', 'file:', '于', '“', '/']);
    switch (below(5)) {
      case 0:
        return isOurs(stranger) ? ['–', '–'] : [before + stranger, before + stranger];
      case 1:
        // As a part of a longer word it is another.
        return [`x${value}`, `x${value}`];
      case 2:
        return [`${before}${value.slice(0, -1)}…`, `${before}${ownerOf(value.slice(0, -1), false)}…`];
      default:
        return [`${before}${value}`, `${before}${ownerOf(value, true)}`];
    }
  });
  return {
    screen: pieces.map(([shown]) => shown).join(' · '),
    expected: pieces.map(([, expected]) => expected).join(' · '),
    origins: [...made].map(([mask, of]) => ({ mask, values: of })),
  };
}

test('values are masked by where they were made, whatever they look like, and what looks like them is not', (t) => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const { screen, expected, origins } = worldOf(seed);
    const now = masked(screen, origins);
    if (now !== expected) t.is(now, expected, `seed ${seed}`);
  }
  t.pass();
});

test('the length of a value moves nothing behind it', (t) => {
  const line = (port: number) =>
    masked(`${`│ + cluster  https://127.0.0.1:${port}`.padEnd(50)}│`, [
      { mask: '<address>', values: [`127.0.0.1:${port}`], isOfAnyLength: true },
    ]);
  t.is(line(65_535), line(80));
  t.is(line(65_535), '│ + cluster  https://<address>  │');
});
