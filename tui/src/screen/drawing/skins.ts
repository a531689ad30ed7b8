/** The meaning of a run of text; the skin decides how it looks. */
export type Tone =
  | 'text'
  | 'dim'
  | 'faint'
  | 'strong'
  | 'title'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'info'
  | 'border'
  | 'key'
  | 'lit'
  | 'disabled';

/** The background of a run of text. */
export type Ground = 'selected' | 'bar' | 'field' | 'marked';

/** One colour in the three depths of terminals: `[true colour, 256-colour index, 16-colour SGR digit]`. */
export type Colour = readonly [rgb: readonly [number, number, number], indexed: number, basic: number];

export interface Style {
  readonly colour?: Colour | undefined;
  readonly ground?: Colour | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

/** A complete skin. Meaning never rests on it alone: every state also has its letter or sign. */
export interface Skin {
  readonly name: SkinName;
  readonly tones: Readonly<Record<Tone, Style>>;
  readonly grounds: Readonly<Record<Ground, Style>>;
}

const skinNames = ['dark', 'light', 'either', 'mono'] as const;

type SkinName = (typeof skinNames)[number];

// Whatever is read keeps a contrast of 4.5 to 1, and lines 3 to 1, on black and on grey terminals, and on the
// grounds below. A test holds the skins to it.
const onDark = {
  text: [[0xd8, 0xde, 0xe9], 253, 7],
  dim: [[0xb0, 0xb9, 0xc6], 250, 7],
  faint: [[0x9b, 0xa3, 0xaf], 248, 8],
  line: [[0x7d, 0x85, 0x91], 245, 8],
  bright: [[0xf5, 0xf7, 0xfa], 255, 15],
  accent: [[0x4f, 0xd1, 0xc5], 80, 14],
  good: [[0x7b, 0xc8, 0x7b], 114, 10],
  warn: [[0xe5, 0xb5, 0x67], 179, 11],
  bad: [[0xf2, 0x80, 0x87], 210, 9],
  info: [[0x82, 0xaa, 0xff], 111, 12],
  selected: [[0x24, 0x3b, 0x4a], 237, 4],
  bar: [[0x1b, 0x22, 0x2c], 235, 0],
  field: [[0x2a, 0x33, 0x40], 237, 0],
} satisfies Record<string, Colour>;

const onLight = {
  text: [[0x24, 0x29, 0x33], 235, 0],
  dim: [[0x4b, 0x54, 0x60], 239, 8],
  faint: [[0x60, 0x67, 0x70], 242, 8],
  line: [[0x7b, 0x82, 0x8b], 244, 8],
  bright: [[0x00, 0x00, 0x00], 16, 0],
  accent: [[0x0a, 0x72, 0x6e], 23, 6],
  good: [[0x2a, 0x74, 0x2e], 22, 2],
  warn: [[0x8e, 0x5a, 0x00], 94, 3],
  bad: [[0xb7, 0x1c, 0x2b], 124, 1],
  info: [[0x2a, 0x52, 0xbe], 25, 4],
  selected: [[0xd3, 0xec, 0xea], 195, 7],
  bar: [[0xee, 0xf1, 0xf4], 255, 7],
  field: [[0xe2, 0xe7, 0xec], 255, 7],
} satisfies Record<string, Colour>;

// For a terminal that does not tell its ground: the text is its own, and each colour is as far from black as from white.
const onEither = {
  dim: [[0x76, 0x76, 0x76], 243, 8],
  faint: [[0x76, 0x76, 0x76], 243, 8],
  line: [[0x76, 0x76, 0x76], 243, 8],
  accent: [[0x0b, 0x83, 0x7d], 29, 6],
  good: [[0x2d, 0x87, 0x32], 28, 2],
  warn: [[0xa4, 0x68, 0x00], 130, 3],
  bad: [[0xdd, 0x31, 0x3f], 131, 1],
  info: [[0x3d, 0x6f, 0xe3], 63, 4],
} satisfies Record<string, Colour>;

type Palette = Partial<Readonly<Record<keyof typeof onDark, Colour>>> &
  Readonly<Record<keyof typeof onEither, Colour>>;

/** What a palette has no colour for is as the terminal shows it, or said by other means. */
function coloured(name: SkinName, palette: Palette): Skin {
  const { text, bright, faint, accent, selected, bar, field } = palette;
  return {
    name,
    tones: {
      text: { colour: text },
      dim: { colour: palette.dim },
      faint: { colour: faint },
      strong: { colour: bright, bold: true },
      title: { colour: accent, bold: true },
      accent: { colour: accent },
      good: { colour: palette.good },
      warn: { colour: palette.warn },
      bad: { colour: palette.bad },
      info: { colour: palette.info },
      border: { colour: palette.line },
      key: { colour: accent, bold: true },
      lit: { colour: accent, bold: true, underline: true },
      disabled: { colour: faint },
    },
    grounds: {
      selected: selected === undefined ? { inverse: true } : { ground: selected },
      bar: { ground: bar },
      field: field === undefined ? { underline: true } : { ground: field },
      marked: { bold: true },
    },
  };
}

const mono: Skin = {
  name: 'mono',
  tones: {
    text: {},
    dim: {},
    faint: { dim: true },
    strong: { bold: true },
    title: { bold: true },
    accent: { bold: true },
    good: {},
    warn: { bold: true },
    bad: { bold: true, underline: true },
    info: {},
    border: { dim: true },
    key: { bold: true },
    lit: { bold: true, underline: true },
    disabled: { dim: true },
  },
  grounds: {
    selected: { inverse: true },
    bar: {},
    field: { underline: true },
    marked: { bold: true },
  },
};

export const skins: Readonly<Record<SkinName, Skin>> = {
  dark: coloured('dark', onDark),
  light: coloured('light', onLight),
  either: coloured('either', onEither),
  mono,
};
