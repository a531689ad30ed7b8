import test from 'ava';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import { type PruneKind, planRemoval, pruneIntent } from './leftovers.js';

const now = new Date('2026-03-01T12:00:00Z');
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `c${at + 1}`);

/** Contexts of one cluster and user, and further entries that no context uses. */
function fileOf(
  contexts: readonly string[],
  unused: readonly string[] = [],
  clusters = ['shared'],
): Kubeconfig {
  return readKubeconfig(
    JSON.stringify({
      contexts: contexts.map((name) => ({ name, context: { cluster: 'shared', user: 'shared' } })),
      clusters: [...clusters, ...unused].map((name) => ({
        name,
        cluster: { server: 'https://203.0.113.10' },
      })),
      users: [{ name: 'shared', user: { token: 't' } }],
    }),
    { file: 'f' },
  );
}

/** What is edited, as `section/name`. */
const edited = ({ edits }: ReturnType<typeof planRemoval>): readonly string[] =>
  [...edits.values()].flat().map(({ section, name }) => `${section}/${name}`);

const removals: readonly (readonly [count: number, summary: string])[] = [
  [1, 'removed c1'],
  [3, 'removed c1, c2, c3'],
  [5, 'removed c1, c2, c3, c4, c5'],
];

for (const [count, summary] of removals) {
  test(`removing ${count} of six contexts: "${summary}"`, (t) => {
    const intent = planRemoval([fileOf(numbered(6))], numbered(count));
    t.is(toText(intent.summary), summary);
    t.deepEqual(
      edited(intent),
      numbered(count).map((name) => `contexts/${name}`),
    );
  });
}

for (const [lengths, named] of [
  [[1_000, 1_000], 2],
  [[1_000, 1_001], 1],
  [[1_500, 501, 1], 1],
  [[2_001, 1], 1],
] as const)
  test(`of names with ${lengths.join(' and ')} characters ${named} stand in the history`, (t) => {
    const names = lengths.map((length, at) => String(at).repeat(length));
    const more = names.length - named;
    const expected = `removed ${names.slice(0, named).join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
    t.is(toText(planRemoval([fileOf(names)], names).summary), expected);
  });

test('of very many the first are named, and the rest counted', (t) => {
  const names = numbered(2_000);
  const summary = toText(planRemoval([fileOf(names)], names).summary);
  const [, listed = '', more = ''] = /^removed (.*) and (\d+) more$/.exec(summary) ?? [];
  t.deepEqual(listed.split(', '), names.slice(0, names.length - Number(more)));
  t.true(summary.length < 4_000 && listed.length > 2_000, String(summary.length));
  const long = ['x'.repeat(5_000)];
  t.is(toText(planRemoval([fileOf(long)], long).summary), `removed ${long[0]}`);
});

const missing: readonly (readonly [names: readonly string[], message: RegExp])[] = [
  [['elsewhere'], /context "elsewhere"$/],
  [['c22'], /context "c22"; did you mean "c2"\?$/],
  [['c22', 'elsewhere'], /context "c22", context "elsewhere"$/],
  [['c1', 'elsewhere'], /holds context "elsewhere"$/],
];

for (const [names, message] of missing) {
  test(`removing ${names.join(' and ')} removes nothing`, (t) => {
    const error = t.throws(() => planRemoval([fileOf(['c1', 'c2'])], names), { instanceOf: AckringError });
    t.is(error?.code, 'ContextNotFound');
    t.regex(error?.message ?? '', message);
  });
}

interface Pruned {
  readonly title: string;
  readonly file: Kubeconfig;
  readonly kinds?: readonly PruneKind[];
  /** Another file of KUBECONFIG is not there. */
  readonly isMissing?: true;
  readonly summary: string;
  readonly edited: readonly string[];
}

const orphans: readonly PruneKind[] = ['orphaned'];
const dangling = fileOf(['c1'], [], []);
const none = 'pruned what no context uses';
const pruned: readonly Pruned[] = [
  { title: 'complete contexts', file: fileOf(['c1']), summary: none, edited: [] },
  { title: 'an unused cluster', file: fileOf(['c1'], ['old']), summary: none, edited: ['clusters/old'] },
  {
    title: 'a context without its cluster',
    file: dangling,
    summary: 'pruned c1',
    edited: ['contexts/c1', 'users/shared'],
  },
  { title: 'the same while a file is missing', file: dangling, isMissing: true, summary: none, edited: [] },
  {
    title: 'an unused cluster while a file is missing',
    file: fileOf(['c1'], ['old']),
    isMissing: true,
    summary: none,
    edited: [],
  },
  {
    title: 'the same where orphans are not asked for',
    file: dangling,
    kinds: ['expired'],
    summary: none,
    edited: [],
  },
];

for (const { title, file, kinds = orphans, isMissing, summary, edited: expected } of pruned) {
  test(`pruning ${title}`, (t) => {
    const members = [
      { path: 'f', exists: true, isWritable: true },
      ...(isMissing ? [{ path: 'g', exists: false, isWritable: true }] : []),
    ];
    const intent = pruneIntent([file], { kinds, now, gone: null, members });
    t.is(toText(intent.summary), summary);
    t.deepEqual(edited(intent), expected);
    t.deepEqual(
      intent.notes.map(({ kind }) => kind),
      isMissing && kinds.includes('orphaned') ? ['fileMissing'] : [],
    );
  });
}
