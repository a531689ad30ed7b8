// Holds the success mark, and the words that assert what a claim says, to what is proven. Whatever says something about
// the world gets the mark from `successMark` of a proven claim (packages/core/src/claims); where else the sign stands, and
// what it says there, success-marks.json lists. asserting-words.json lists each stem of such a sentence, the claim that it
// rests on, and how often which file has it: a new one is listed there, with its claim, or refused.
//   node scripts/lint/success-marks.mjs
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url).pathname;
const mark = '✓';
const folders = ['packages/core/src', 'functions/rotate/src', 'tui/src'];
const { places } = listed('success-marks');
const { stems } = listed('asserting-words');

const sources = new Map(
  folders.flatMap(sourcesIn).map((file) => [file, codeOf(readFileSync(`${root}${file}`, 'utf8'))]),
);
const problems = [
  ...differences(
    places,
    ({ marks }) => marks,
    (code) => code.split(mark).length - 1,
  ).map(
    ([file, found, known]) => `${file}: ${found} × ${mark}, listed ${known}: take it from successMark(claim)`,
  ),
  ...stems.flatMap(({ stem, claim, files }) =>
    differences(
      files,
      (count) => count,
      (code, file) => stemsIn(code, file, stem),
    ).map(
      ([file, found, known]) =>
        `${file}: ${found} × "${stem}", listed ${known}: say it of a proven claim (${claim}) alone, and list it`,
    ),
  ),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function listed(name) {
  return JSON.parse(readFileSync(`${root}scripts/lint/${name}.json`, 'utf8'));
}

/** Where the source has another number of them than the list. */
function differences(list, numberOf, countIn) {
  const found = new Map([...sources].map(([file, code]) => [file, countIn(code, file)]));
  const files = new Set([...Object.keys(list), ...found.keys()]);
  return [...files]
    .map((file) => [file, found.get(file) ?? 0, file in list ? numberOf(list[file]) : 0])
    .filter(([, count, known]) => count !== known);
}

function sourcesIn(folder) {
  return readdirSync(`${root}${folder}`, { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'));
}

/** Without comments, and as it is said of many: `{count|was|were}` asserts like any other. */
function codeOf(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/\{\w+\|[^|}]*\|([^|}]*)\}/g, '$1');
}

/** In sentences, which have blanks; a translation stands beside the English that it is looked up by. */
function stemsIn(code, file, stem) {
  if (/(?:^|[./])(?:ja|zh)(?:[./]|$)/.test(file)) return 0;
  const texts = code.match(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g) ?? [];
  const form = new RegExp(`\\b(?:${stem})\\b`, 'g');
  return texts.filter((each) => each.includes(' ')).flatMap((each) => each.match(form) ?? []).length;
}
