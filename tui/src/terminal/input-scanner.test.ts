import { StringDecoder } from 'node:string_decoder';
import test from 'ava';
import type { MouseAct } from '../screen/mouse-reports.js';
import { createInputScanner, type InputScanner, type Reading } from './input-scanner.js';

const esc = '\x1b[27u';
const click: MouseAct = { kind: 'click', x: 4, y: 9 };
const press = '\x1b[<0;5;10M';
const release = '\x1b[<0;5;10m';

interface Heard {
  readonly keys: string;
  readonly acts: readonly MouseAct[];
}

/** What is read at once, and, after the silence that decides on everything, in the end. */
function hear(chunks: readonly string[], scanner: InputScanner = createInputScanner()): Heard {
  const heard = [...chunks.flatMap((chunk) => scanner.read(chunk, 0)), ...silence(scanner)];
  return gathered(heard);
}

function silence(scanner: InputScanner): readonly Reading[] {
  const all: Reading[] = [];
  for (let due = scanner.dueMs(); due !== null; due = scanner.dueMs()) all.push(...scanner.settle(due));
  return all;
}

function gathered(readings: readonly Reading[]): Heard {
  const acts: MouseAct[] = [];
  let keys = '';
  for (const reading of readings) {
    if (reading.kind === 'keys') keys += reading.keys;
    else if (reading.kind === 'mouse') {
      const last = acts.at(-1);
      if (last?.kind === 'wheel' && reading.act.kind === 'wheel')
        acts[acts.length - 1] = { kind: 'wheel', by: last.by + reading.act.by };
      else acts.push(reading.act);
    }
  }
  return { keys, acts };
}

const reads = test.macro<[chunks: readonly string[], keys: string, acts?: readonly MouseAct[]]>({
  exec(t, chunks, keys, acts = []) {
    t.deepEqual(hear(chunks), { keys, acts });
  },
  title: (title) => `input: ${title}`,
});

test('a click counts when the button goes down', reads, [press + release], '', [click]);
test('keys around it stay', reads, [`j${press}k`], 'jk', [click]);
test(
  'other buttons and clicks with modifiers are the terminal’s',
  reads,
  ['\x1b[<1;5;10M\x1b[<2;5;10M\x1b[<4;5;10M'],
  '',
);
test('a click with ctrl marks', reads, ['\x1b[<16;5;10M'], '', [{ ...click, isMarking: true }]);
test('spinning the wheel is one act', reads, [`${'\x1b[<65;1;1M'.repeat(3)}\x1b[<64;1;1M`], '', [
  { kind: 'wheel', by: 2 },
]);
test('motion is ignored', reads, ['\x1b[<32;5;10M\x1b[<35;5;10M'], '');
test('reports of terminals that know no other are ignored', reads, ['\x1b[M !!j'], 'j');
test(
  'impossible columns are ignored',
  reads,
  ['\x1b[<0;0;0M\x1b[<0;999999;1M\x1b[<;;M\x1b[<0;1M\x1b[<0;-1;1M'],
  '',
);
test('an incomplete one is dropped, and the keys after it are not', reads, ['\x1b[<0;5', 'jk'], 'jk');
test('an endless one is dropped', reads, [`\x1b[<${'1;'.repeat(200)}`], '');
test('Enter behind a cut sequence is Enter', reads, ['\x1b[1;5', '\r'], '\r');

test('an Esc right before an arrow is a key of its own', reads, ['\x1b\x1b[B'], `${esc}\x1b[B`);
test('and one read before it', reads, ['\x1b', '\x1b[B'], `${esc}\x1b[B`);
test('several are as many keys', reads, ['\x1b\x1b\x1bOA'], `${esc}${esc}\x1bOA`);
test('an Esc right before a click is a key of its own', reads, [`\x1b${press}\r`], `${esc}\r`, [click]);
test(
  'an Esc and a letter are two keys',
  reads,
  ['\x1bx\x1b\r\x1b\x7f\x1b東'],
  `${esc}x${esc}\r${esc}\x7f${esc}東`,
);
test('an Esc and a letter that begins sequences as well', reads, ['\x1b['], `${esc}[`);
test('an Esc and keys are no answer', reads, ['\x1b]f', '\x1bPf'], `${esc}]f${esc}Pf`);
test('an Esc cuts an answer off', reads, ['\x1b]11;rgb:ff', '\x1b'], esc);
test('an Esc and what nobody sends are at least the Esc', reads, ['\x1bXjj'], esc);

const answers = [
  '\x1b]11;rgb:ffff/ffff/ffff\x1b\\',
  '\x1b]4;1;rgb:f/f/f\x07',
  '\x1b]lf – a title\x1b\\',
  '\x1b]52;c;ZmZm\x9c',
  '\x1bP1+r544e=78\x1b\\',
  '\x1bP>|xterm(f)\x1b\\',
  '\x1bP1$r0m\x1b\\',
  '\x1b_Gi=31;OK\x1b\\',
  '\x1b^f\x1b\\',
  '\x1bXf\x1b\\',
];
test('an answer is told whole, in however many pieces it comes, and one too long for an answer is not', (t) => {
  const told = (...chunks: readonly string[]) => {
    const scanner = createInputScanner();
    const readings = [...chunks.flatMap((chunk) => scanner.read(chunk, 0)), ...silence(scanner)];
    return readings.flatMap((reading) => (reading.kind === 'told' ? reading.text : []));
  };
  t.deepEqual(told('\x1b]11;rgb:ffff/ffff/ffff\x1b\\'), ['11;rgb:ffff/ffff/ffff']);
  t.deepEqual(told('\x1b]11;rg', 'b:f/f/f\x1b', '\\', 'x'), ['11;rgb:f/f/f']);
  t.deepEqual(told('a\x1b]11;#fff\x07b'), ['11;#fff']);
  t.deepEqual(told(`\x1b]11;${'f'.repeat(300)}\x07`), []);
  t.deepEqual(told('\x1b]11;rgb:ff', '\x1b'), []);
  t.deepEqual(told('\x1bP1+r544e=78\x1b\\'), []);
});

for (const answer of answers)
  test(
    `an answer to another program presses no keys: ${JSON.stringify(answer)}`,
    reads,
    [`j${answer}k`],
    'jk',
  );

test('an answer that is never finished is dropped', reads, ['\x1b]11;rgb:ff'], '');
test('a rest that comes too late presses no keys either, wherever it was cut', (t) => {
  const late = (whole: string, cut: number): Heard => {
    const scanner = createInputScanner();
    hear([whole.slice(0, cut)], scanner);
    return hear([whole.slice(cut)], scanner);
  };
  for (const whole of answers.filter((answer) => !/^.[X^]/s.test(answer))) {
    for (let cut = 1; cut < whole.length; cut += 1)
      t.deepEqual(late(whole, cut), { keys: '', acts: [] }, `${JSON.stringify(whole)} cut after ${cut}`);
  }
  t.deepEqual(late(release, 6), { keys: '', acts: [] });
  t.is(late('\x1b[B', 1).keys, '\x1b[B');
});
test('what is typed after one given up is typed', (t) => {
  for (const begun of ['\x1b', '\x1b]11;rgb:ff', '\x1b[1;']) {
    const scanner = createInputScanner();
    hear([begun], scanner);
    for (const keys of ['f', '\r', 'fj', '[', '東', '\x1b[B']) t.is(hear([keys], scanner).keys, keys);
  }
});

const paste = (text: string): string => `\x1b[200~${text}\x1b[201~`;
test(
  'an Esc right before a paste leaves it a paste',
  reads,
  [`\x1b${paste('\x1b\x1b[Ay\r')}`],
  `${esc}${paste('\x1b\x1b[Ay\r')}`,
);
test(
  'reports and answers within a paste are text',
  reads,
  [paste(`a${press}\x1b]11;f\x07b`) + press],
  paste(`a${press}\x1b]11;f\x07b`),
  [click],
);
test('keys behind a paste are keys', reads, [`${paste('a')}j\r`], `${paste('a')}j\r`);
test(
  'a paste with the end of a paste in it is text to its own end',
  reads,
  [paste('a\x1b[201~y\r')],
  paste('a') + paste('y\r'),
);
test('or with both', reads, [paste('a\x1b[201~y\r\x1b[200~b')], paste('a') + paste('y\r') + paste('b'));
test('a second end is none', reads, ['\x1b[201~j'], 'j');
test('a paste that never ends does nothing', reads, ['\x1b[200~', 'y\r', press.repeat(50)], '');
test('of a paste without end only so much is kept that it is too long for any field', (t) => {
  const { keys } = hear([
    '\x1b[200~',
    ...Array.from({ length: 300 }, () => 'y\r'.repeat(5_000)),
    '\x1b[201~',
    'j',
  ]);
  t.true(keys.length > 2 ** 20 && keys.length < 2 ** 20 + 20_000);
  t.true(keys.endsWith('\r\x1b[201~j'));
});
test('after a silence Ctrl-C ends a paste', (t) => {
  for (const interrupt of ['\x03', '\x1b[99;5u']) {
    const scanner = createInputScanner();
    hear(['\x1b[200~y', '\x03', '\r'], scanner);
    t.deepEqual(hear(['y', `${interrupt}j`], scanner).keys, '');
    t.is(hear([interrupt], scanner).keys, interrupt);
    t.is(hear(['j'], scanner).keys, 'j');
  }
});

test('only what waits is waited for', (t) => {
  const scanner = createInputScanner();
  scanner.read('jk\x1b[B\x1bx', 0);
  t.is(scanner.dueMs(), null);
  scanner.read('\x1b', 5);
  const due = scanner.dueMs() ?? 0;
  t.true(due > 5 && due <= 25);
  t.deepEqual(scanner.settle(due - 1), []);
  t.is(gathered(scanner.settle(due)).keys, esc);
  t.deepEqual(gathered(scanner.read(paste('a'), 5)).keys, paste('a'));
});

test('keys that are held down do not keep a string that was never finished', (t) => {
  const scanner = createInputScanner();
  scanner.read('\x1b]11;rgb:ff', 0);
  const due = scanner.dueMs() ?? 0;
  for (let now = 30; now < due; now += 30) scanner.read('j', now);
  t.is(scanner.dueMs(), due);
  scanner.settle(due);
  t.is(hear(['j'], scanner).keys, 'j');
});

const corpus = [
  ...['\x1b[A', '\x1bOP', '\x1b[1;5C', '\x1b[3~', '\x1b[[A', '\x1b[2$', '\x1b[Z', '\x1b[27u', '\x1b[97;5:3u'],
  ...['\x1b\x1b[B', '\x1bx', '\x1b[?0u', '\x1b[?62;4c', '\x1b[12;40R', '\x1b[0n', '\x1b[?2026;2$y', '\x1b[I'],
  ...answers,
  ...[press, release, '\x1b[<65;120;40M\x1b[<64;1;1M\x1b[<65;1;1M', '\x1b[M !!'],
  ...['fg\r', '東京', 'ключ', '한국어', '🔑\u{1f468}\u200d\u{1f469}', 'é\x7f\x1a', 'مفتاح'],
  ...[paste('京 prod\r\n'), paste('\x1b]11;f\x07y'), paste('a\x1b[201~y\r'), paste('🔑'), paste('')],
];

test('whatever is cut in two, at any byte, is read as it would be whole', (t) => {
  for (const one of corpus) {
    for (const whole of [
      one,
      `j${one}`,
      `${one}k`,
      `\x1b${one}`,
      `${paste('q')}${one}`,
      `${press}${one}${one}`,
    ]) {
      const expected = hear([whole]);
      const bytes = Buffer.from(whole);
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const decoder = new StringDecoder('utf8');
        const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)].map((part) => decoder.write(part));
        t.deepEqual(hear(chunks), expected, `${JSON.stringify(whole)} cut after ${cut}`);
      }
      t.deepEqual(hear(Array.from(whole)), expected, `${JSON.stringify(whole)} in single letters`);
    }
  }
});

test('whatever comes, the next key is read', (t) => {
  const parts = [
    '\x1b',
    '[',
    ']',
    'P',
    '_',
    'O',
    'M',
    '<',
    '0',
    ';',
    '\\',
    '\x07',
    '\x18',
    '~',
    '200~',
    '201~',
    ...corpus,
  ];
  let seed = 20_261_124;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  for (let round = 0; round < 3_000; round += 1) {
    const scanner = createInputScanner();
    const chunks: string[] = [];
    for (let count = random(12); count >= 0; count -= 1) {
      const part = parts[random(parts.length)] ?? '';
      chunks.push(random(4) === 0 ? Buffer.from([random(256), random(256)]).toString('latin1') : part);
    }
    hear(chunks, scanner);
    // The only thing that waits for its end is a paste.
    const { keys } = hear(['\x03'], scanner);
    t.is(keys, '\x03', JSON.stringify(chunks));
    t.is(hear(['q'], scanner).keys, 'q', JSON.stringify(chunks));
  }
});
