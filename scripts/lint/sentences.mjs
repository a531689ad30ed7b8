// Holds the languages together: every sentence of a package has a translation in each of its files, src/words/<lang>.json,
// with the same placeholders and commands, and some code says it; so have those of notices, which have files of their
// own. What a sentence quotes is in each language's own quotes, and no fact brings quotes along: JSON's would stay in all.
// The compiler refuses a sentence that the files lack.
//   node scripts/lint/sentences.mjs
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { full } from 'acorn-walk';

const root = new URL('../..', import.meta.url).pathname;
const packages = ['packages/core', 'tui'];
const folders = [
  ...packages.map((folder) => `${folder}/src/words`),
  'packages/core/src/rotation/notifiers/texts',
];
const tables = folders.flatMap((folder) =>
  readdirSync(`${root}${folder}`)
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${folder}/${file}`),
);
const sentencesIn = new Map(
  tables.map((file) => {
    const words = JSON.parse(readFileSync(`${root}${file}`, 'utf8'));
    return [file, words.sentences ?? words];
  }),
);
const ownQuotes = { 'ja.json': ['「', '」'], 'zh.json': ['“', '”'] };
const jsonFacts = [];
const said = new Set(packages.flatMap((folder) => sourcesIn(`${folder}/src`)).flatMap(textsIn));

const problems = [
  ...jsonFacts,
  ...tables.flatMap((file) => [
    ...unsaid(file),
    ...untranslated(file),
    ...tables
      .filter((other) => other < file && isSameLanguage(other, file))
      .flatMap((other) => twice(file, other)),
    ...Object.entries(sentencesIn.get(file)).flatMap(([english, own]) => [
      ...different(file, english, own),
      ...misquoted(file, english, own),
    ]),
  ]),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function unsaid(file) {
  return keysOf(file)
    .filter((english) => !said.has(english))
    .map((english) => `${file}: nothing says "${english}": take it out`);
}

/** What other languages of the same package have. */
function untranslated(file) {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const all = new Set(tables.filter((other) => other.startsWith(folder)).flatMap(keysOf));
  return [...all.difference(new Set(keysOf(file)))].map((english) => `${file}: lacks "${english}"`);
}

function twice(file, other) {
  const known = new Set(keysOf(other));
  return keysOf(file)
    .filter((english) => known.has(english))
    .map((english) => `${file}: "${english}" is in ${other} already`);
}

function isSameLanguage(one, other) {
  return one.split('/').at(-1) === other.split('/').at(-1);
}

function different(file, english, own) {
  return [/\{\w+\}/g, /`[^`]*`/g]
    .map((part) => [partsOf(english, part), partsOf(own, part)])
    .filter(([expected, found]) => expected !== found)
    .map(([expected, found]) => `${file}: "${english}" has ${expected}, its translation ${found}`);
}

/** A name that English quotes; code is the same in every language. */
function misquoted(file, english, own) {
  const quotes = ownQuotes[file.slice(-'ja.json'.length)];
  const spoken = own.replaceAll(/`[^`]*`/g, '');
  const names = [...english.replaceAll(/`[^`]*`/g, '').matchAll(/"(\{\w+\})"/g)].map(([, name]) => name);
  return [
    ...names.filter((name) => !spoken.includes(quotes.join(name))),
    ...[...spoken.matchAll(/["'‘’](\{\w+\})/g)].map(([, name]) => name),
  ].map((name) => `${file}: "${english}" has ${name} in other quotes than ${quotes.join(name)}`);
}

function partsOf(text, part) {
  return [...new Set(text.match(part))].toSorted().join(' ');
}

function keysOf(file) {
  return Object.keys(sentencesIn.get(file));
}

function sourcesIn(folder) {
  return readdirSync(`${root}${folder}`, { recursive: true })
    .filter((file) => /(?<!\.d|\.test)\.tsx?$/.test(file))
    .map((file) => `${folder}/${file}`);
}

/** Every text that a compiled source contains. */
function textsIn(source) {
  const file = `${root}${source.replace('/src/', '/dist/').replace(/\.tsx?$/, '.js')}`;
  const texts = [];
  const isJson = ({ type, callee }) => type === 'CallExpression' && callee.object?.name === 'JSON';
  full(parse(readFileSync(file, 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value);
    if (node.type === 'TemplateElement') texts.push(node.value.cooked);
    if (node.type !== 'CallExpression' || node.callee.name !== 'say') return;
    for (const { key, value } of node.arguments[1]?.properties ?? [])
      if (value !== undefined && isJson(value))
        jsonFacts.push(`${source}: quote {${key.name}} in the sentence`);
  });
  return texts;
}
