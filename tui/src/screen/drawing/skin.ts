/** What a run of text means; the skin decides how it looks. */
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
  | 'disabled';

/** What lies behind a run of text. */
export type Ground = 'selected' | 'bar' | 'field' | 'marked';

/** One colour in the three depths terminals have: `[true colour, 256-colour index, 16-colour SGR digit]`. */
export type Colour = readonly [rgb: readonly [number, number, number], indexed: number, basic: number];

export interface Style {
  readonly colour?: Colour;
  readonly ground?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

/** A whole look. Meaning never rests on it alone: every state also has its letter or sign. */
export interface Skin {
  readonly name: SkinName;
  readonly tones: Readonly<Record<Tone, Style>>;
  readonly grounds: Readonly<Record<Ground, Style>>;
}

export const skinNames = ['dark', 'light', 'mono'] as const;
export type SkinName = (typeof skinNames)[number];
