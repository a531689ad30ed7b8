import type { AckringError } from '@ackring/core/words';
import test from 'ava';
import { commands } from '../commands.js';
import ja from '../words/help/ja.json' with { type: 'json' };
import zh from '../words/help/zh.json' with { type: 'json' };
import wordsJa from '../words/ja.json' with { type: 'json' };
import wordsZh from '../words/zh.json' with { type: 'json' };
import { commandHelp, groupHelp, helpIn, helpWithin, programHelp } from './help.js';

const page = `Options
  --temporary DURATION  ends by itself: 15m to 3d (default 8h)
  --use                 make it the current context

Examples
  ackring get prod-tokyo-api --temporary 30m --access public --use
      switch to it too, with a certificate that ends`;

test('what an option does goes on in its own column', (t) => {
  t.deepEqual(helpWithin(page, 50).split('\n').slice(0, 4), [
    'Options',
    '  --temporary DURATION  ends by itself: 15m to 3d',
    '                        (default 8h)',
    '  --use                 make it the current',
  ]);
});

test('without room for two columns it goes below', (t) => {
  t.deepEqual(helpWithin(page, 40).split('\n').slice(1, 4), [
    '  --temporary DURATION',
    '      ends by itself: 15m to 3d (default',
    '      8h)',
  ]);
});

test('a command line stays whole, and without a terminal everything does', (t) => {
  t.true(
    helpWithin(page, 40).includes('\n  ackring get prod-tokyo-api --temporary 30m --access public --use\n'),
  );
  t.is(helpWithin(page, 0), page);
});

test('the page of the program begins with the ten commands of every day, and has every one once', async (t) => {
  const told = await helpIn('en');
  const page = (await programHelp(commands, told)).split('\n\n');
  const named = page.map((section) =>
    [...section.matchAll(/^ {2}([a-z]\S*(?: \S+)?) {2,}/gm)].map(([, name]) => name),
  );
  t.true(page[2]?.startsWith('Every day\n'));
  t.is(named[2]?.length, 10);
  const shown = (await commands.describeAll()).filter((command) => !command.hidden);
  t.deepEqual(named.flat().toSorted(), shown.map((command) => command.name).toSorted());
});

test('the page of a group has its commands and no others, and is what its misuse leads to', async (t) => {
  const page = await groupHelp('rotate', commands, await helpIn('en'));
  const named = [...page.matchAll(/^ {2}([a-z]\S* \S+) {2,}\S/gm)].map(([, name]) => name);
  t.deepEqual(named, [...commands.membersOf('rotate')]);
  const { remedy } = t.throws<AckringError>(() => commands.find(['rotate'])) ?? {};
  t.is(remedy, 'Run `ackring help rotate`.');
});

test('after a Japanese or Chinese word a colon has its width, in what is said and in help', async (t) => {
  for (const [language, help, words] of [
    ['ja', ja, wordsJa],
    ['zh', zh, wordsZh],
  ] as const) {
    const told = await helpIn(language);
    const all = await commands.describeAll();
    const said = [
      ...Object.values({ ...help, ...words }),
      ...all.map((command) => commandHelp(command, told)),
      await programHelp(commands, told),
    ];
    const narrow = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]: *(?:[^\s:*]|$)/mu;
    t.deepEqual(
      said.filter((text) => narrow.test(text)),
      [],
    );
  }
});

/** What is typed as it stands: commands, options, files, durations. */
const literals = (text: string): readonly string[] =>
  [...new Set(text.match(/`[^`]*`|--[a-z-]+|\b[\w.-]+\.(?:json|yaml)\b|\b\d+[mhd]\b/g))].toSorted();

for (const [language, table] of Object.entries({ ja, zh })) {
  test(`help says everything in ${language}, with the same literals, and nothing besides`, async (t) => {
    const said = new Set<string>();
    const told = (text: string): string => {
      said.add(text);
      return text;
    };
    const all = await commands.describeAll();
    await programHelp(commands, told);
    for (const command of all) commandHelp(command, told);
    t.deepEqual([...said].toSorted(), Object.keys(table).toSorted());
    for (const [english, own] of Object.entries(table))
      t.deepEqual(literals(own), literals(english), english);
  });
}

test('a wide letter takes two columns', async (t) => {
  const get = await commands.describe('get');
  const lines = helpWithin(commandHelp(get, await helpIn('ja')), 60).split('\n');
  const last = lines.find((line) => line.startsWith('  --no-verify'));
  t.regex(last ?? '', /^ {2}--no-verify +API サーバーに/);
  t.true((last ?? '').length < 50);
});
