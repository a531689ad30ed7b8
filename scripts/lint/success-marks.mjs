// Holds the success mark to what is proven. Whatever says something about the world gets it from `successMark` of a
// proven claim (packages/core/src/claims); where else the sign stands, and what it says there, success-marks.json lists.
//   node scripts/lint/success-marks.mjs
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url).pathname;
const mark = '✓';
const folders = ['packages/core/src', 'functions/rotate/src', 'tui/src'];
const { places } = JSON.parse(readFileSync(`${root}scripts/lint/success-marks.json`, 'utf8'));

const found = new Map(
  folders
    .flatMap((folder) => sourcesIn(folder))
    .map((file) => [file, marksIn(readFileSync(`${root}${file}`, 'utf8'))])
    .filter(([, count]) => count > 0),
);
const problems = [
  ...[...found].flatMap(([file, count]) =>
    places[file]?.marks === count
      ? []
      : [`${file}: ${count} × ${mark}, listed ${places[file]?.marks ?? 0}: take it from successMark(claim)`],
  ),
  ...Object.keys(places).flatMap((file) => (found.has(file) ? [] : [`${file}: listed, and has no ${mark}`])),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function sourcesIn(folder) {
  return readdirSync(`${root}${folder}`, { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'));
}

/** Outside comments. */
function marksIn(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  return code.split(mark).length - 1;
}
