import { randomFrom } from '@ackring/testkit/random';
import test from 'ava';
import { scanBlockLayout } from './block-scan.js';
import type { EntryChange } from './merge-entries.js';
import { type Spliced, spliceAndProve } from './splice-proof.js';
import { type KubeconfigTree, type SectionName, sectionNames, type TextRange } from './tree.js';
import { listOf, mappingOf, textOf, type YamlMapping } from './yaml-value.js';

// The proof by the lines near an edit against the one by the whole text, on texts of every shape that the scanner
// reads, and on places that are wrong: what the first lets through, the second has to.

// A fixed seed: what fails today fails tomorrow.
const seed = 20_261_128;
const rounds = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? 5_000);

type Random = (below: number) => number;

const nouns: Readonly<Record<SectionName, string>> = {
  clusters: 'cluster',
  contexts: 'context',
  users: 'user',
};

/** A text of block lists with comments, gaps, indents and line breaks of its own. */
function makeText(random: Random): string {
  const lines: string[] = [];
  const noise = (): void => {
    if (random(6) === 0)
      lines.push(['# mine', '', '   # indented', '  ', '#- name: x', '# é 😀'][random(6)] ?? '');
  };
  const section = (name: SectionName): void => {
    noise();
    lines.push(`${name}:`);
    const pad = random(2) === 0 ? '' : '  ';
    for (let index = random(12); index > 0; index -= 1) {
      noise();
      const own = random(30) === 0 ? 'same' : `${random(8) === 0 ? 'é' : 'n'}${index}`;
      const quoted = random(4) === 0 ? `"${own}"` : own;
      if (random(2) === 0) {
        lines.push(`${pad}- name: ${quoted}`);
        noise();
        lines.push(`${pad}  ${nouns[name]}:`, `${pad}    server: s${index}`);
      } else {
        lines.push(`${pad}- ${nouns[name]}:`, `${pad}    token: t${index}`);
        noise();
        if (random(5) === 0) lines.push(`${pad}    list:`, `${pad}    - a`, `${pad}    - b`);
        lines.push(`${pad}  name: ${quoted}`);
      }
    }
  };
  const parts: (() => void)[] = [
    ...sectionNames.filter(() => random(8) > 0).map((name) => () => section(name)),
    () => lines.push('current-context: n1'),
    () => lines.push('kind: Config'),
    () => lines.push('extra:', '  deep:', '  - 1'),
  ].filter(() => random(10) > 0);
  while (parts.length > 0) parts.splice(random(parts.length), 1)[0]?.();
  noise();
  const lineBreak = random(4) === 0 ? '\r\n' : '\n';
  return `${random(8) === 0 ? '\uFEFF' : ''}${lines.join(lineBreak)}${random(3) === 0 ? '' : lineBreak}`;
}

function makeChanges({ value }: KubeconfigTree, random: Random): readonly EntryChange[] {
  return sectionNames.flatMap((section) => {
    const list = listOf(value[section]).map(mappingOf);
    const changes = list
      .filter(() => random(list.length) === 0 || random(25) === 0)
      .map((from): EntryChange => {
        const name = textOf(from['name']) ?? '';
        const body: YamlMapping = { ...mappingOf(from[nouns[section]]), server: `new: ${random(9)}` };
        return { section, name, from, to: random(2) === 0 ? null : { ...from, [nouns[section]]: body } };
      });
    const added: EntryChange = {
      section,
      name: 'z',
      from: null,
      to: { name: 'z', [nouns[section]]: { server: '#' } },
    };
    return random(3) === 0 ? [...changes, added] : changes;
  });
}

/** Moves some places: the scanner's mistakes, or an edit's. */
function damage(tree: KubeconfigTree, random: Random): void {
  for (const name of sectionNames) {
    const section = tree.sections[name];
    if (section.kind !== 'block') continue;
    for (const item of section.items as readonly (TextRange & { start: number; end: number })[]) {
      if (random(4) !== 0) continue;
      const by = random(3) === 0 ? random(120) - 60 : random(9) - 4;
      if (random(2) === 0) item.start = Math.max(0, item.start + by);
      else item.end = Math.max(item.start, item.end + by);
    }
  }
}

function outcome(
  text: string,
  tree: KubeconfigTree,
  entries: readonly EntryChange[],
  use: string | null,
): Spliced | null {
  try {
    return spliceAndProve(text, tree, { file: 'f', entries, use });
  } catch {
    return null;
  }
}

for (const isDamaged of [false, true]) {
  test(`${rounds} ${isDamaged ? 'misjudged' : 'sound'} layouts: the near proof is the whole one`, (t) => {
    Error.stackTraceLimit = 0;
    const random = randomFrom(seed + Number(isDamaged)).below;
    const counts = { read: 0, proven: 0, refused: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const text = makeText(random);
      const tree = scanBlockLayout(text);
      if (tree === null) continue;
      counts.read += 1;
      const entries = makeChanges(tree, random);
      if (isDamaged) damage(tree, random);
      const use = random(3) === 0 ? 'n2' : null;
      const near = outcome(text, tree, entries, use);
      // A copy is not known as the scanner's: it is proven whole.
      const whole = outcome(text, { ...tree }, entries, use);
      counts[near === null ? 'refused' : 'proven'] += 1;
      const isRight = isDamaged ? near === null || whole !== null : (near === null) === (whole === null);
      if (!isRight || (near && whole && near.pieces.join('') !== whole.pieces.join('')))
        t.fail(`round ${round}: ${JSON.stringify({ text, entries, use, sections: tree.sections })}`);
    }
    t.log(counts);
    t.true(counts.read > rounds / 3 && counts.proven > rounds / 10);
  });
}
