/** How a cell looks. Equal looks are one object with one number. */
export interface Look {
  /** Its place in the list of all. */
  readonly number: number;
  /** The active SGR codes of bold, dim, underline and inverse, in this order. */
  readonly attributes: string;
  /** SGR parameters of the text colour, such as `38;5;214`; empty for the terminal's own. */
  readonly colour: string;
  /** The same for the background. */
  readonly ground: string;
  /**
   * The look of a space, whose text colour is only visible if underlined or inverted; null if that is this look
   * itself.
   */
  readonly blank: Look | null;
  /** Sequences from this look to others, cached. */
  readonly turns: Map<Look, string>;
}

const known = new Map<string, Look>();

const all: Look[] = [];

export const plainLook = lookOf('', '', '');

/** The one look of these. */
export function lookOf(attributes: string, colour: string, ground: string): Look {
  const key = `${attributes}/${colour}/${ground}`;
  return known.get(key) ?? create(key, attributes, colour, ground);
}

function create(key: string, attributes: string, colour: string, ground: string): Look {
  const isOwnBlank = /[47]/.test(attributes) || (attributes === '' && colour === '');
  const blank = isOwnBlank ? null : lookOf('', '', ground);
  const look: Look = { number: all.length, attributes, colour, ground, blank, turns: new Map() };
  known.set(key, look);
  all.push(look);
  return look;
}

export function lookNumbered(number: number): Look {
  return all[number] ?? plainLook;
}

/** The look of a space written in this look. */
export function blankLook(look: Look): Look {
  return look.blank ?? look;
}

/** The shortest SGR sequence from one look to another. */
export function turn(from: Look, to: Look): string {
  if (from === to) return '';
  const sequence = from.turns.get(to) ?? sequenceOf(from, to);
  from.turns.set(to, sequence);
  return sequence;
}

function sequenceOf(from: Look, to: Look): string {
  if (to === plainLook) return '\x1b[m';
  const isKept = [...from.attributes].every((attribute) => to.attributes.includes(attribute));
  const base = isKept ? from : plainLook;
  const codes = isKept ? [] : ['0'];
  for (const attribute of to.attributes) if (!base.attributes.includes(attribute)) codes.push(attribute);
  if (to.colour !== base.colour) codes.push(to.colour || '39');
  if (to.ground !== base.ground) codes.push(to.ground || '49');
  return `\x1b[${codes.join(';')}m`;
}
