import test from 'ava';
import { createMouseReader, type MouseAct } from './mouse-reports.js';

const reads = test.macro({
  exec(t, chunks: readonly string[], expectedKeys: string, expectedActs: readonly MouseAct[]) {
    const reader = createMouseReader();
    const read = chunks.map((chunk) => reader.read(chunk));
    t.is(read.map(({ keys }) => keys).join(''), expectedKeys);
    t.deepEqual(
      read.flatMap(({ acts }) => acts),
      expectedActs,
    );
  },
  title: (title) => `the mouse: ${title}`,
});

const click: MouseAct = { kind: 'click', x: 4, y: 9 };
const press = '\x1b[<0;5;10M';
const release = '\x1b[<0;5;10m';

test('a click counts when the button goes down', reads, [press + release], '', [click]);
test('keys around it stay', reads, [`j${press}k`], 'jk', [click]);
test(
  'other buttons and clicks with modifiers are the terminal’s',
  reads,
  ['\x1b[<1;5;10M\x1b[<2;5;10M\x1b[<4;5;10M'],
  '',
  [],
);
test('spinning the wheel is one act', reads, [`${'\x1b[<65;1;1M'.repeat(3)}\x1b[<64;1;1M`], '', [
  { kind: 'wheel', by: 2 },
]);
test('motion is ignored', reads, ['\x1b[<32;5;10M\x1b[<35;5;10M'], '', []);
for (let cut = 1; cut < press.length; cut += 1) {
  // An Esc alone is the key.
  if (cut === 1) continue;
  test(`a report in two pieces, cut after ${cut}`, reads, [press.slice(0, cut), press.slice(cut)], '', [
    click,
  ]);
}
test('an incomplete one is dropped, and the keys after it are not', reads, ['\x1b[<0;5', 'jk'], 'jk', []);
test(
  'an endless one is dropped',
  reads,
  [`\x1b[<${'1;'.repeat(200)}`, 'q'],
  `${'1;'.repeat(200)}q`.slice(29),
  [],
);
test(
  'impossible columns are ignored',
  reads,
  ['\x1b[<0;0;0M\x1b[<0;999999;1M\x1b[<;;M\x1b[<0;1M\x1b[<0;-1;1M'],
  '-1;1M',
  [],
);
test(
  'arrows and other keys are left alone',
  reads,
  ['\x1b[A\x1b[2~\x1b[3~\x1bOP\x1b[1;5C'],
  '\x1b[A\x1b[2~\x1b[3~\x1bOP\x1b[1;5C',
  [],
);
const escapeKey = '\x1b[27u';
test('an Esc right before an arrow is a key of its own', reads, ['\x1b\x1b[B'], `${escapeKey}\x1b[B`, []);
test('several are as many keys', reads, ['\x1b\x1b\x1bOA'], `${escapeKey.repeat(2)}\x1bOA`, []);
test('an Esc right before a click is a key of its own', reads, [`\x1b${press}\r`], `${escapeKey}\r`, [click]);
test(
  'an Esc right before a paste leaves it a paste, with whatever is in it',
  reads,
  ['\x1b\x1b[20', '0~\x1b\x1b[Ay\r\x1b[201~'],
  `${escapeKey}\x1b[200~\x1b\x1b[Ay\r\x1b[201~`,
  [],
);
test(
  'answers to another program press no keys',
  reads,
  [
    'j\x1b]11;rgb:ffff/ffff/ffff\x1b\\k',
    '\x1b]4;1;rgb:f/f/f\x07',
    '\x1bP1+r544e=78\x1b\\\x1bP>|xterm(1)\x1b\\l',
  ],
  'jkl',
  [],
);
test(
  'a pasted one is text',
  reads,
  ['\x1b[200~\x1b]11;f\x07\x1b[201~'],
  '\x1b[200~\x1b]11;f\x07\x1b[201~',
  [],
);
test('an Esc and keys are no answer', reads, ['\x1b]f', '\x1bP1', '\x07'], '\x1b]f\x1bP1\x07', []);
test('an Esc is not waited for', reads, ['\x1b'], '\x1b', []);
test(
  'a report within a paste is text',
  reads,
  [`\x1b[200~a${press}b\x1b[201~${press}`],
  `\x1b[200~a${press}b\x1b[201~`,
  [click],
);
test(
  'even in a paste of several pieces',
  reads,
  ['\x1b[200', `~a${press}`, `${press}\x1b[20`, `1~${press}`],
  `\x1b[200~a${press}${press}\x1b[201~`,
  [click],
);
test(
  'a paste that never ends clicks nothing',
  reads,
  ['\x1b[200~', press.repeat(50)],
  `\x1b[200~${press.repeat(50)}`,
  [],
);
