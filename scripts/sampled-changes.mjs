// Changes one token of core's decisions at a time and runs the tests of the same package: a decision that can be
// inverted unseen has no test. Prints each change that no test saw, and the share that was seen.
//   sampled-changes [--count 26] [--seed NUMBER]     a sample; the seed is printed, and gives the same sample again
//   sampled-changes --only PATH… [--count …]         the same in sources whose path contains this; default: all
// Changes without any effect are listed by name, in sampled-changes/alter-nothing.json.
// Needs the output of `tsc -b`, and leaves it as it is.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { changesIn } from './sampled-changes/changes.mjs';
import { decisionFiles, loadedAnew, testsByFile } from './sampled-changes/package.mjs';
import { createTestRuns } from './sampled-changes/test-runs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
const known = JSON.parse(
  readFileSync(new URL('sampled-changes/alter-nothing.json', import.meta.url), 'utf8'),
);

const everything = decisionFiles(root)
  .filter(({ source }) => options.only.length === 0 || options.only.some((path) => source.includes(path)))
  .flatMap(changesIn);
const count = Number(options.count ?? (options.only.length > 0 ? everything.length : 26));
const chosen = sample(everything, count, seed);
console.log(`seed ${seed}: ${chosen.length} of ${everything.length} changes`);

const testsOf = testsByFile(root);
const counts = { seen: 0, unseen: 0, setAside: 0 };
const left = chosen.values();
const anewFor = loadedAnew(root);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
await Promise.all(Array.from({ length: availableParallelism() }, tryTheRest));
const judged = counts.seen + counts.unseen;
const percent = judged === 0 ? 100 : Math.round((counts.seen / judged) * 100);
console.log(`${counts.seen} of ${judged} seen (${percent} %), ${counts.setAside} alter nothing`);

async function tryTheRest() {
  const runs = createTestRuns(anewFor);
  process.on('exit', runs.remove);
  for (const change of left) {
    const outcome = isKnown(change) ? 'setAside' : await tried(change, runs);
    counts[outcome] += 1;
    console.log(`${{ seen: 'seen  ', unseen: 'UNSEEN', setAside: 'aside ' }[outcome]}  ${told(change)}`);
  }
  runs.remove();
}

async function tried(change, runs) {
  return (await runs.isSeen(change, testsOf(change.file))) ? 'seen' : 'unseen';
}

function isKnown({ source, was, becomes, line }) {
  return known.some(
    (one) => one.file === source && one.was === was && one.becomes === becomes && one.line === line,
  );
}

function told({ source, lineNumber, line, was, becomes }) {
  return `${source}:${lineNumber}  ${was} → ${becomes === '' ? 'nothing' : becomes}\n          ${line}`;
}

/** By a hash of the seed and the change itself: code that is changed elsewhere leaves a seed's sample as it was. */
function sample(changes, count, from) {
  const alike = new Map();
  const ranked = changes.map((change) => {
    const { source, line, was, becomes } = change;
    const text = JSON.stringify([source, line, was, becomes]);
    const before = alike.get(text) ?? 0;
    alike.set(text, before + 1);
    return { change, rank: createHash('sha256').update(`${from} ${before} ${text}`).digest('hex') };
  });
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, count).map(({ change }) => change);
}
