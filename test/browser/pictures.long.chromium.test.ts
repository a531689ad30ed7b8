import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import xterm from '@xterm/headless';
import test, { type ExecutionContext } from 'ava';
import type { Page } from 'playwright-core';
import { cell, isDrawn } from '../pictures/signs.js';
import { margin, svgText, terminalSvg } from '../pictures/svg.js';
import type { Terminal } from '../terminal/driver.js';
import { openBrowser } from './browser.js';

type Screen = Terminal['xterm'];

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

/** The README's own width, and screens of several densities, show a picture at these fractions of its size. */
const scales = [0.5, 0.77, 1, 1.5, 2];

test('in every picture the browser shows each letter of the screen in its own cell', async (t) => {
  const page = await pageOf(t);
  const names = (await readdir(folder)).filter((name) => /-(dark|light)\.svg$/.test(name));
  t.true(names.length > 0);
  for (const name of names) {
    const screen = svgText(await readFile(`${folder}${name}`, 'utf8')).split('\n');
    await page.goto(pathToFileURL(`${folder}${name}`).href);
    assertShown(t, await elementsOf(page), await terminalOf(screen), name);
  }
});

test('blanks, wide characters, signs of several code units and markup stay in their cells', async (t) => {
  const page = await pageOf(t);
  const terminal = await terminalOf(['a  b   none', '  東京 x 東', '𝚡 k  e\u0301 e', '<&> &amp; "']);
  await page.goto(addressOf(drawn(terminal)));
  assertShown(t, await elementsOf(page), terminal, 'the screen');
});

test('lines and blocks have no gaps at any zoom', async (t) => {
  const page = await pageOf(t);
  const svg = drawn(await terminalOf(['──────', '━━━━━━', '██████', '██████']));
  for (const scale of scales) {
    const light = await lightOf(page, svg, scale);
    const xs = pixels(0, 6, cell.width, scale);
    for (const row of [0, 1, 2]) {
      const ys = pixels(row, row + 1, cell.height, scale);
      const strengths = xs.map((x) => ys.reduce((sum, y) => sum + light(x, y), 0));
      t.true(Math.min(...strengths) > 0.95 * Math.max(...strengths), `row ${row} at ${scale}: ${strengths}`);
    }
    const down = pixels(2, 4, cell.height, scale).map((y) => light(xs[0] ?? 0, y));
    t.true(Math.min(...down) > 250, `one block above the other at ${scale}: ${down}`);
  }
});

test('a box is one piece at any zoom', async (t) => {
  const page = await pageOf(t);
  const svg = drawn(await terminalOf(['╭─────╮', '│     ┤', '┼──┴──┤', '╰─────╯']));
  for (const scale of scales) {
    const light = await lightOf(page, svg, scale);
    const ys = pixels(0, 4, cell.height, scale);
    const xs = pixels(0, 7, cell.width, scale);
    const painted = ys.flatMap((y) => xs.filter((x) => light(x, y) > 25).map((x) => `${x} ${y}`));
    t.true(painted.length > 50);
    t.is(pieceOf(painted).size, painted.length, `at ${scale}`);
  }
});

async function pageOf(t: ExecutionContext): Promise<Page> {
  return (await openBrowser(t)).newPage();
}

/** A terminal that shows these lines. */
async function terminalOf(lines: readonly string[]): Promise<Screen> {
  const terminal = new xterm.Terminal({ cols: 120, rows: lines.length, allowProposedApi: true });
  await new Promise<void>((done) => terminal.write(lines.join('\r\n'), done));
  return terminal;
}

function drawn(terminal: Screen): string {
  return terminalSvg({ xterm: terminal }, { text: '#ffffff', ground: '#000000' }, 'a screen');
}

function addressOf(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** One element of text as the browser shows it; all in px of the picture. */
interface TextElement {
  readonly source: string;
  /** How much of its source the browser shows: less, if it has collapsed blanks. */
  readonly shownLength: number;
  readonly letters: readonly { readonly sign: string; x: number; y: number; width: number }[];
}

/** Each letter's place is its middle, its width what the browser gives it. */
async function elementsOf(page: Page): Promise<readonly TextElement[]> {
  return page.evaluate(`[...document.querySelectorAll('text, tspan')]
    .filter((element) => element.childElementCount === 0)
    .map((element) => {
      const { e: left, f: top } = element.getCTM();
      const source = element.textContent;
      const shownLength = element.getNumberOfChars();
      const letters = [...new Intl.Segmenter('en').segment(source)]
        .filter(({ segment, index }) => segment !== ' ' && index < shownLength)
        .map(({ segment, index }) => {
          const { x, y, width, height } = element.getExtentOfChar(index);
          return { sign: segment, x: left + x + width / 2, y: top + y + height / 2, width };
        });
      return { source, shownLength, letters };
    })`);
}

/** Every letter of the screen is in the middle of its cells and no wider than its place, and there are no others. */
function assertShown(
  t: ExecutionContext,
  elements: readonly TextElement[],
  screen: Screen,
  name: string,
): void {
  for (const { source, shownLength } of elements) {
    t.is(shownLength, source.length, `${name}: blanks of "${source}" are joined`);
  }
  const left = elements.flatMap(({ letters }) => letters);
  for (const { sign, row, middle, width } of lettersOf(screen)) {
    const index = left.findIndex(
      ({ x, y }) => Math.abs(x - middle) < 0.5 && Math.floor((y - margin) / cell.height) === row,
    );
    const [shown] = index < 0 ? [] : left.splice(index, 1);
    const where = `${name}: "${sign}" in row ${row}, at ${middle}`;
    t.is(shown?.sign, sign, where);
    t.true((shown?.width ?? 0) <= width, `${where} is ${shown?.width} px wide, its place ${width}`);
  }
  t.deepEqual(left, [], `${name}: letters that the terminal does not show`);
}

/** A letter and its place: the middle of its cells and its maximum width, both in px. */
interface Letter {
  readonly sign: string;
  readonly row: number;
  readonly middle: number;
  readonly width: number;
}

function lettersOf(screen: Screen): readonly Letter[] {
  const rows = Array.from({ length: screen.rows }, (_, row) => row);
  const columns = Array.from({ length: screen.cols }, (_, column) => column);
  return rows
    .flatMap((row) => columns.map((column) => letterOf(screen, row, column)))
    .filter(({ sign }) => sign.trim() !== '' && !isDrawn(sign));
}

function letterOf(screen: Screen, row: number, column: number): Letter {
  const line = screen.buffer.active.getLine(row);
  const signAt = (at: number): string => line?.getCell(at)?.getChars() ?? '';
  const columns = line?.getCell(column)?.getWidth() ?? 0;
  const sign = signAt(column);
  // A sign missing in the font comes from a wider one, and may extend halfway into the blanks beside it.
  const besides = sign > '\x7e' ? [column - 1, column + columns] : [];
  const blanks = besides.filter((at) => signAt(at).trim() === '').length;
  const middle = margin + (column + columns / 2) * cell.width;
  // Monospaced fonts differ by half a pixel.
  return { sign, row, middle, width: (columns + blanks / 2) * cell.width + 0.5 };
}

/** The brightness, 0 to 255, of each pixel of the picture at this scale. */
async function lightOf(page: Page, svg: string, scale: number): Promise<(x: number, y: number) => number> {
  const source = JSON.stringify(addressOf(svg));
  const { width, light }: { width: number; light: readonly number[] } = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${source};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(image.width * ${scale});
    canvas.height = Math.ceil(image.height * ${scale});
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, image.width * ${scale}, image.height * ${scale});
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width: canvas.width, light: [...data].filter((_, index) => index % 4 === 0) };
  })()`);
  return (x, y) => light[y * width + x] ?? 0;
}

/** The pixels that lie wholly within these columns or rows. */
function pixels(from: number, to: number, size: number, scale: number): readonly number[] {
  const first = Math.ceil((margin + from * size) * scale);
  const end = Math.floor((margin + to * size) * scale);
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** What is connected with the first of these pixels. */
function pieceOf(painted: readonly string[]): ReadonlySet<string> {
  const all = new Set(painted);
  const piece = new Set(painted.slice(0, 1));
  for (const place of piece) {
    const [x = 0, y = 0] = place.split(' ').map(Number);
    for (const right of [-1, 0, 1]) {
      for (const down of [-1, 0, 1]) {
        const next = `${x + right} ${y + down}`;
        if (all.has(next)) piece.add(next);
      }
    }
  }
  return piece;
}
