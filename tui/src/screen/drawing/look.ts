/** How a cell looks. Equal looks are one object, so that cells are compared by `===`. */
export interface Look {
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
  /** Looks that followed this one before, by the SGR parameters between them. */
  readonly followers: Map<string, Look>;
  /** Sequences from this look to others, cached. */
  readonly turns: Map<Look, string>;
}

const known = new Map<string, Look>();

export const plainLook = lookOf('', '', '');

/** The one look of these. */
export function lookOf(attributes: string, colour: string, ground: string): Look {
  const key = `${attributes}/${colour}/${ground}`;
  return known.get(key) ?? create(key, attributes, colour, ground);
}

function create(key: string, attributes: string, colour: string, ground: string): Look {
  const isOwnBlank = /[47]/.test(attributes) || (attributes === '' && colour === '');
  const blank = isOwnBlank ? null : lookOf('', '', ground);
  const look: Look = { attributes, colour, ground, blank, followers: new Map(), turns: new Map() };
  known.set(key, look);
  return look;
}

/** The look of a space written in this look. */
export function blankLook(look: Look): Look {
  return look.blank ?? look;
}

/** The look after an SGR sequence with these parameters; null for what this program never writes. */
export function lookAfter(look: Look, parameters: string): Look | null {
  const follower = look.followers.get(parameters);
  if (follower !== undefined) return follower;
  const next = read(look, parameters.split(';'));
  if (next !== null) look.followers.set(parameters, next);
  return next;
}

function read(look: Look, codes: readonly string[]): Look | null {
  const on = new Set(look.attributes);
  let { colour, ground } = look;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? '';
    if (code === '' || code === '0') {
      on.clear();
      colour = '';
      ground = '';
    } else if (/^[1247]$/.test(code)) on.add(code);
    else if (code === '22') for (const weight of '12') on.delete(weight);
    else if (code === '24' || code === '27') on.delete(code.slice(1));
    else if (code === '39') colour = '';
    else if (code === '49') ground = '';
    else if (/^(?:3|9)[0-7]$/.test(code)) colour = code;
    else if (/^(?:4|10)[0-7]$/.test(code)) ground = code;
    else if (code === '38' || code === '48') {
      const length = codes[at + 1] === '2' ? 5 : 3;
      const value = codes.slice(at, at + length).join(';');
      if (code === '38') colour = value;
      else ground = value;
      at += length - 1;
    } else return null;
  }
  return lookOf([...on].sort().join(''), colour, ground);
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

/** Collects cursor movements and cells in as few bytes as possible. */
export interface Pen {
  /** Rows and columns start at 0. */
  moveTo(row: number, column: number): void;
  /** Writes one cell; the right half of a wide one is the empty sign and costs nothing. */
  put(sign: string, look: Look): void;
  /** Makes the rest of the row blank. */
  eraseRest(): void;
  /** Writes a whole row of signs of uncertain width; an excess is cut off, not wrapped. */
  writeRow(row: number, line: string): void;
  /** Moves the rows `top` to `bottom`, both included, up by `by` lines, or down if negative. */
  shift(top: number, bottom: number, by: number): void;
  /** Everything collected, with the look reset to the terminal's own. */
  end(): string;
}

export function createPen(): Pen {
  let out = '';
  let look = plainLook;
  let row = -1;
  let column = -1;

  const pen: Pen = {
    moveTo(toRow, toColumn) {
      if (row === toRow && column === toColumn) return;
      // After the last column, where terminals differ about the cursor, nothing is to the right.
      if (row === toRow && column < toColumn) out += `\x1b[${counted(toColumn - column)}C`;
      else out += toColumn === 0 ? `\x1b[${counted(toRow + 1)}H` : `\x1b[${toRow + 1};${toColumn + 1}H`;
      row = toRow;
      column = toColumn;
    },
    put(sign, to) {
      if (sign !== ' ' || blankLook(look) !== to) paint(to);
      out += sign;
      column += 1;
    },
    eraseRest() {
      // Terminals differ in whether they erase with the current background.
      paint(plainLook);
      out += '\x1b[K';
    },
    writeRow(toRow, line) {
      pen.moveTo(toRow, 0);
      paint(plainLook);
      out += `\x1b[?7l\x1b[2K${line}\x1b[m\x1b[?7h`;
      row = -1;
    },
    shift(top, bottom, by) {
      paint(plainLook);
      out += `\x1b[${top + 1};${bottom + 1}r\x1b[${counted(top + 1)}H`;
      // More terminals know deleting and inserting lines than scroll sequences.
      out += by > 0 ? `\x1b[${counted(by)}M` : `\x1b[${counted(-by)}L`;
      out += '\x1b[r';
      row = 0;
      column = 0;
    },
    end() {
      paint(plainLook);
      return out;
    },
  };
  return pen;

  function paint(to: Look): void {
    out += turn(look, to);
    look = to;
  }
}

/** Terminals default to a count of one. */
function counted(count: number): string {
  return count === 1 ? '' : String(count);
}
