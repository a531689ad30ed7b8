import { PassThrough } from 'node:stream';
import test from 'ava';
import '../features.js';
import { messagesIn } from '../messages/messages.js';
import { pick } from './pick.js';
import { askForLine } from './planned.js';
import { createProgress, type ProgressTerminal } from './progress.js';

// The line does not keep the process alive; here nothing else would.
const running = setInterval(() => undefined, 1000);
test.after.always(() => clearInterval(running));

const words = async () => messagesIn('en').waiting;

/** What a terminal, or a pipe, received. */
function stderrOf(isTTY: boolean, columns = 80) {
  let told = '';
  let heard: () => void = () => undefined;
  const write = (text: string): boolean => {
    told += text;
    heard();
    return true;
  };
  const stderr = { isTTY, columns, write };
  return {
    stderr: stderr as unknown as ProgressTerminal['stderr'],
    told: () => told,
    /** Resolves when `text` was written. */
    see: (text: string) =>
      new Promise<void>((resolve) => {
        heard = () => told.includes(text) && resolve();
        heard();
      }),
  };
}

type Person = Parameters<typeof askForLine>[1] & Parameters<typeof pick>[2];

const choice = { value: 'prod', text: 'prod', hint: '', facts: [] };

const eraseLine = '\r\x1b[2K';

test('the line shows what is waited for, progress and how to cancel, and disappears in the end', async (t) => {
  const { stderr, told, see } = stderrOf(true);
  const progress = createProgress({ stderr, isQuiet: false, words });
  progress.show((waiting) => waiting.regions(3, 30));
  await see('3 of 30 regions');
  progress.show((waiting) => waiting.regions(4, 30));
  await see('4 of 30 regions');
  t.true(told().includes('Ctrl-C'));
  progress.end();
  t.true(told().endsWith(eraseLine));
  const before = told();
  // biome-ignore lint/style/noRestrictedGlobals: that nothing follows has no event.
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.is(told(), before);
});

test('no line is wider than the terminal: it could not be erased', async (t) => {
  const { stderr, told, see } = stderrOf(true, 40);
  const progress = createProgress({ stderr, isQuiet: false, words });
  progress.show(() => 'x'.repeat(100));
  await see('xxx');
  progress.end();
  for (const line of told().split(eraseLine)) t.true(line.length < 40, line);
});

test('other output is never mixed with the line', async (t) => {
  const { stderr, told, see } = stderrOf(true);
  const progress = createProgress({ stderr, isQuiet: false, words });
  progress.show(({ cloud }) => cloud);
  await see('asking the cloud');
  progress.makeRoom();
  t.true(told().endsWith(eraseLine));
  progress.end();
  t.is(told().split(eraseLine).at(-1), '');
});

for (const [who, isTTY, isQuiet] of [
  ['a pipe', false, false],
  ['--quiet', true, true],
] as const) {
  test(`${who} is told nothing`, async (t) => {
    const { stderr, told } = stderrOf(isTTY);
    const progress = createProgress({ stderr, isQuiet, words });
    // biome-ignore lint/style/noRestrictedGlobals: work that takes longer than silence does.
    const work = new Promise((resolve) => setTimeout(() => resolve('done'), 700));
    t.is(await progress.during(({ cloud }) => cloud, work), 'done');
    t.is(told(), '');
  });
}

test('while a person is asked nothing is shown or counted, whatever is begun meanwhile; then it is', async (t) => {
  const { stderr, told, see } = stderrOf(true);
  const progress = createProgress({ stderr, isQuiet: false, words });
  const answer = Promise.withResolvers<string>();
  progress.show(() => 'before');
  await see('before');
  const asked = progress.whileAsking(() => answer.promise);
  t.true(told().endsWith(eraseLine));
  progress.show(() => 'meanwhile');
  const before = told();
  // biome-ignore lint/style/noRestrictedGlobals: that nothing follows has no event.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  t.is(told(), before);
  answer.resolve('done');
  t.is(await asked, 'done');
  await see('meanwhile · 0 s');
  await progress.whileAsking(async () => progress.end());
  t.true(told().endsWith(eraseLine));
});

for (const [what, answered] of [
  ['a question', askForLine],
  ['a choice', (_: string, person: Person) => pick('cluster', [choice], person)],
] as const) {
  test(`${what} on the terminal takes the line away until it is answered`, async (t) => {
    const { stderr, told, see } = stderrOf(true);
    const progress = createProgress({ stderr, isQuiet: false, words });
    const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined });
    const output = { prompt: () => undefined, raw: () => undefined, columns: 80 };
    const { signal } = new AbortController();
    const surroundings = {
      environment: {},
      services: { settings: async () => ({}) },
      messages: messagesIn('en'),
    };
    progress.show(() => 'before');
    await see('before');
    const asked = answered('prod? ', {
      ...surroundings,
      stdin,
      output,
      progress,
      signal,
    } as unknown as Person);
    progress.show(() => 'meanwhile');
    while (stdin.listenerCount('end') === 0) await new Promise(setImmediate);
    t.true(told().endsWith(eraseLine));
    t.false(told().includes('meanwhile'));
    stdin.write('prod\r\n');
    t.is(await asked, 'prod');
    await see('meanwhile · 0 s');
    progress.end();
  });
}

test('failing work leaves no line either', async (t) => {
  const { stderr, told, see } = stderrOf(true);
  const progress = createProgress({ stderr, isQuiet: false, words });
  const work = see('asking').then(() => Promise.reject(new Error('refused')));
  await t.throwsAsync(
    progress.during(({ cloud }) => cloud, work),
    { message: 'refused' },
  );
  t.true(told().endsWith(eraseLine));
});

test('a wait that ends while its words are loading leaves the line to the next', async (t) => {
  const { stderr, told, see } = stderrOf(true);
  const asked = Promise.withResolvers<void>();
  const loaded = Promise.withResolvers<void>();
  const slowWords = async () => {
    asked.resolve();
    await loaded.promise;
    return words();
  };
  const progress = createProgress({ stderr, isQuiet: false, words: slowWords });
  progress.show(() => 'first');
  await asked.promise;
  progress.end();
  progress.show(() => 'second');
  loaded.resolve();
  await Promise.resolve();
  t.is(told(), '');
  await see('second');
  progress.end();
  t.false(told().includes('first'));
});
