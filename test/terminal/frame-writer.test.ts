import xterm from '@xterm/headless';
import { createFrameWriter } from 'ackring/screen/drawing/frame-writer';
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
function plainly(lines: readonly string[]): string {
  return `\x1b[?7l${lines.map((line, row) => `\x1b[${row + 1}H${line}`).join('')}\x1b[?7h`;
}

for (const depth of ['true', 'indexed', 'basic', 'none'] as const) {
  for (const seed of [1, 2, 3]) {
    test(`successive changes give the same picture as the whole: ${depth}, seed ${seed}`, async (t) => {
      const source = createFrameSource(seed, depth);
      const writer = createFrameWriter();
      let { size } = source;
      const screen = openScreen(size.columns, size.rows);
      await write(screen, '\x1b[?1049hwhat another program has left behind');
      for (let frame = 0; frame < 120; frame += 1) {
        const { lines, cursor, change } = source.next();
        if (source.size !== size) {
          ({ size } = source);
          screen.resize(size.columns, size.rows);
        }
        await write(screen, writer.next(lines, cursor, size));
        const whole = openScreen(size.columns, size.rows);
        await write(whole, plainly(lines));
        t.deepEqual(gridOf(screen), gridOf(whole), `frame ${frame}, ${change}`);
        if (cursor !== null) {
          const { cursorX, cursorY } = screen.buffer.active;
          t.deepEqual({ x: cursorX, y: cursorY }, cursor, `frame ${frame}: the cursor`);
        }
        t.is(writer.next(lines, cursor, size), '', `frame ${frame}: nothing is written twice`);
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

test('a list that scrolls by a line costs only the new line', (t) => {
  const size = { columns: 160, rows: 45 };
  const lineAt = (row: number): string => `  \x1b[38;2;1;2;3mprod-api-${row}\x1b[39m${' '.repeat(80)}running`;
  const listFrom = (top: number): string[] => [
    'header',
    ...Array.from({ length: 42 }, (_, row) => lineAt(top + row)),
    '',
    'keys',
  ];
  const writer = createFrameWriter();
  const whole = writer.next(listFrom(0), null, size);
  const down = writer.next(listFrom(1), null, size);
  const up = writer.next(listFrom(0), null, size);
  t.true(down.length < 200, down);
  t.true(up.length < 200, up);
  t.true(whole.length > (40 * down.length) / 2);
});

test('after something else wrote to the terminal the whole frame is written', (t) => {
  const size = { columns: 20, rows: 2 };
  const writer = createFrameWriter();
  for (let round = 0; round < 2; round += 1) {
    t.regex(writer.next(['one', 'two'], null, size), /one.*two/s);
    t.is(writer.next(['one', 'two'], null, size), '');
    writer.forget();
  }
});
