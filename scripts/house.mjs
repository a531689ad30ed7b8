// Prints figures about the code's structure: its size, the sizes of its files, and its import circles.
//   node scripts/house.mjs [--list FIGURE] [--json] [--check] [--picture]
// FIGURE is `upward`, `roomCircles`, `circles`, `typeCircles`, `twoWay`, `halves`, `outside` or `doors`: lists what it
// counts, one per line. `--check` fails if a room imports what is not below it (house/floors.mjs), if files import each
// other in a circle, types included, or two folders each other, if a file of core reaches outside other than through
// machine/ and cloud/, or if one opens a port that is no listener's. `--picture` draws the floors, as Mermaid; `generate`
// puts that into docs/architecture.md.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circlesOf, halfIdeasOf, twoWayFoldersOf } from './house/figures.mjs';
import { productFiles } from './house/files.mjs';
import { roomsOf, upwardArrows } from './house/floors.mjs';
import { openingDoors, reachingOutside } from './house/outside.mjs';
import { housePicture } from './house/picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    list: { type: 'string' },
    json: { type: 'boolean' },
    check: { type: 'boolean' },
    picture: { type: 'boolean' },
  },
});

const files = productFiles(root);
const lists = {
  upward: upwardArrows(files),
  roomCircles: circlesOf(roomsOf(files), () => true).map((circle) => circle.join(' → ')),
  circles: circlesOf(files, ({ isType }) => !isType).map((circle) => circle.join(' → ')),
  typeCircles: circlesOf(files, () => true).map((circle) => circle.join(' → ')),
  twoWay: twoWayFoldersOf(files).map(([one, other]) => `${one} ⇄ ${other}`),
  halves: halfIdeasOf(files),
  outside: reachingOutside(root, files),
  doors: openingDoors(root, files),
};
const lines = files.map(({ lineCount }) => lineCount);
const figures = {
  files: files.length,
  lines: lines.reduce((sum, count) => sum + count, 0),
  medianLines: lines.toSorted((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 0,
  filesUnder60Lines: lines.filter((count) => count < 60).length,
  filesOver250Lines: lines.filter((count) => count > 250).length,
  halves: lists.halves.length,
  upward: lists.upward.length,
  roomCircles: lists.roomCircles.length,
  circles: lists.circles.length,
  typeCircles: lists.typeCircles.length,
  twoWay: lists.twoWay.length,
  outside: lists.outside.length,
};
const names = {
  files: 'product files',
  lines: 'product lines',
  medianLines: 'lines of the middle file',
  filesUnder60Lines: 'files under 60 lines',
  filesOver250Lines: 'files over 250 lines',
  halves: 'files under 60 lines with a single importer',
  upward: 'imports that do not point down',
  roomCircles: 'circles of rooms, types included',
  circles: 'circles of imports',
  typeCircles: 'circles of imports, types included',
  twoWay: 'pairs of folders that import each other',
  outside: 'files of core that reach outside by themselves, unexpectedly',
};

if (options.list !== undefined) {
  const list = lists[options.list];
  if (list === undefined) {
    console.error(`--list takes one of ${Object.keys(lists).join(', ')}`);
    process.exit(2);
  }
  for (const line of list) console.log(line);
} else if (options.check) {
  const circles = lists.typeCircles.map(
    (circle) => `${circle}: give what two of them need of each other, often a type, a file below both`,
  );
  const wrong = [...lists.upward, ...circles, ...lists.twoWay, ...lists.outside, ...lists.doors];
  for (const line of wrong) console.error(`house: ${line}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} else if (options.picture) {
  console.log(housePicture());
} else if (options.json) {
  console.log(JSON.stringify(figures, null, 2));
} else {
  for (const [key, figure] of Object.entries(figures)) {
    console.log(`${figure.toLocaleString('en').padStart(8)}  ${names[key]}`);
  }
}
