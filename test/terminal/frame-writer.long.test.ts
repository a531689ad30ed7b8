import xterm from '@xterm/headless';
import type { Picture } from 'ackring/screen/drawing/drawn-rows';
import { createFrameWriter } from 'ackring/screen/drawing/frame-writer';
import { fitLine, type Line, span } from 'ackring/screen/drawing/line';
import { createInk, paint } from 'ackring/screen/drawing/paint';
import { skins } from 'ackring/screen/drawing/skins';
import test from 'ava';
import { createFrameSource } from './frame-source.js';
import { gridOf } from './grid.js';

type Screen = InstanceType<typeof xterm.Terminal>;

function openScreen(columns: number, rows: number): Screen {
  return new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
}

function write(screen: Screen, data: string): Promise<void> {
  return new Promise((resolve) => screen.write(data, resolve));
}

/** Every line in its place, regardless of what was there: the writer's result must be the same. */
function plainly({ lines, ink }: Picture, columns: number): string {
  const painted = lines.map((line) => paint(fitLine(line, columns), ink));
  return `\x1b[?7l${painted.map((line, row) => `\x1b[${row + 1}H${line}`).join('')}\x1b[?7h`;
}

for (const depth of ['true', 'indexed', 'basic', 'none'] as const) {
  for (const seed of [1, 2, 3]) {
    test(`successive changes give the same picture as the whole: ${depth}, seed ${seed}`, async (t) => {
      const source = createFrameSource(seed, depth, seed === 3);
      const writer = createFrameWriter();
      let { size } = source;
      const screen = openScreen(size.columns, size.rows);
      await write(screen, '\x1b[?1049hwhat another program has left behind');
      for (let frame = 0; frame < 120; frame += 1) {
        const { picture, change } = source.next();
        const { cursor } = picture;
        if (source.size !== size) {
          ({ size } = source);
          screen.resize(size.columns, size.rows);
        }
        await write(screen, writer.next(picture, size));
        const whole = openScreen(size.columns, size.rows);
        await write(whole, plainly(picture, size.columns));
        t.deepEqual(gridOf(screen), gridOf(whole), `frame ${frame}, ${change}`);
        if (cursor !== null) {
          const { cursorX, cursorY } = screen.buffer.active;
          t.deepEqual({ x: cursorX, y: cursorY }, cursor, `frame ${frame}: the cursor`);
        }
        t.is(writer.next(picture, size), '', `frame ${frame}: nothing is written twice`);
        whole.dispose();
      }
      // No scroll region is left, and long lines wrap again.
      t.true(screen.modes.wraparoundMode);
      await write(screen, `\x1b[${size.rows}H\x1b[2K${'x'.repeat(size.columns + 1)}\x1b[H`);
      t.is(screen.buffer.active.getLine(size.rows - 1)?.translateToString(true), 'x');
      screen.dispose();
    });
  }
}

const ink = createInk(skins.dark, 'true');

test('a list that scrolls by a line costs only the new line', (t) => {
  const size = { columns: 160, rows: 45 };
  const lineAt = (row: number): Line => [
    span('  '),
    span(`prod-api-${row}`, 'accent'),
    span(`${' '.repeat(80)}running`),
  ];
  const listFrom = (top: number): Picture => ({
    lines: [
      [span('header')],
      ...Array.from({ length: 42 }, (_, row) => lineAt(top + row)),
      [],
      [span('keys')],
    ],
    cursor: null,
    ink,
  });
  const writer = createFrameWriter();
  const whole = writer.next(listFrom(0), size);
  const down = writer.next(listFrom(1), size);
  const up = writer.next(listFrom(0), size);
  t.true(down.length < 200, down);
  t.true(up.length < 200, up);
  t.true(whole.length > (40 * down.length) / 2);
});

test('after something else wrote to the terminal the whole frame is written', (t) => {
  const size = { columns: 20, rows: 2 };
  const picture = { lines: [[span('one')], [span('two')]], cursor: null, ink };
  const writer = createFrameWriter();
  for (let round = 0; round < 2; round += 1) {
    t.regex(writer.next(picture, size), /one.*two/s);
    t.is(writer.next(picture, size), '');
    writer.forget();
  }
});

test('kept lines are drawn anew in another skin', (t) => {
  const size = { columns: 20, rows: 2 };
  const lines = [[span('one', 'accent')], [span('two', 'accent')]];
  const writer = createFrameWriter();
  writer.next({ lines, cursor: null, ink }, size);
  const light = { lines, cursor: null, ink: createInk(skins.light, 'true') };
  const [line = []] = lines;
  t.true(writer.next(light, size).includes(paint(line, light.ink).replace('\x1b[m', '')));
  t.is(writer.next(light, size), '');
});
