import test from 'ava';
import { toText } from '../words/say.js';
import { readKubeconfig } from './read.js';
import {
  contextsOf,
  entryText,
  repeatedEntries,
  resolveContexts,
  shadowedOf,
  shadowWarning,
} from './resolve.js';

// What kubectl makes of several files: by name the first that has it, whichever file the context is in.

const of = (part: string, names: readonly string[]) =>
  names.map((name) => ({ name, [part]: { server: 's' } }));

function file(
  name: string,
  contexts: Readonly<Record<string, string>>,
  entries: { readonly clusters?: readonly string[]; readonly users?: readonly string[] },
) {
  const { clusters = [], users = [] } = entries;
  const list = Object.entries(contexts).map(([each, at]) => {
    const [cluster, user] = at.split('/');
    return { name: each, context: { cluster, user } };
  });
  const text = JSON.stringify({
    contexts: list,
    clusters: of('cluster', clusters),
    users: users.map((each) => ({ name: each, user: { token: name } })),
  });
  return readKubeconfig(text, { file: name });
}

test('each entry is the first file’s that has one of its name', (t) => {
  const files = [
    file('one', { a: 'x/u', twice: 'x/u' }, { clusters: ['x'] }),
    file('two', { b: 'x/u', twice: 'y/v', lost: 'z/w' }, { clusters: ['x', 'y'], users: ['u', 'v'] }),
  ];
  const { contexts } = resolveContexts(files);
  t.deepEqual(
    [...contexts.values()].map(({ name, context, cluster, user }) => [
      name,
      ...[context, cluster, user].map((found) => found?.kubeconfig.file ?? null),
    ]),
    [
      ['a', 'one', 'one', 'two'],
      ['twice', 'one', 'one', 'two'],
      ['b', 'two', 'one', 'two'],
      ['lost', 'two', null, null],
    ],
  );
});

test('an entry’s contexts are those that kubectl leads to it', (t) => {
  const [one, two] = [
    file('one', { a: 'x/u' }, { clusters: ['x'] }),
    file('two', { b: 'x/u', c: 'y/u' }, { clusters: ['x', 'y'], users: ['u'] }),
  ];
  const resolution = resolveContexts([one, two]);
  const named = (part: 'cluster' | 'user', entry: { readonly name: string } | undefined) =>
    entry === undefined ? null : contextsOf(resolution, part, entry).map(({ name }) => name);
  t.deepEqual(named('cluster', one.clusters[0]), ['a', 'b']);
  t.deepEqual(named('cluster', two.clusters[0]), []);
  t.deepEqual(named('cluster', two.clusters[1]), ['c']);
  t.deepEqual(named('user', two.users[0]), ['a', 'b', 'c']);
});

for (const part of ['cluster', 'user'] as const)
  test(`a ${part} beside its context is told of where an earlier file has one of that name`, (t) => {
    const entries = { clusters: ['x'], users: ['u'] };
    const first = { [`${part}s`]: entries[`${part}s`] };
    const told = (...files: readonly ReturnType<typeof file>[]) => {
      const context = resolveContexts(files).contexts.get('mine');
      return context && shadowedOf(context).map((each) => toText(shadowWarning(each)));
    };
    const mine = file('two', { mine: 'x/u' }, entries);
    t.deepEqual(told(mine), []);
    t.deepEqual(told(mine, file('three', {}, entries)), []);
    t.deepEqual(told(file('one', {}, first), file('two', { mine: 'x/u' }, {})), []);
    t.deepEqual(told(file('one', {}, first), mine), [
      `kubectl takes its ${part} "${part === 'cluster' ? 'x' : 'u'}" from one, not from its own file: take it in by \`ackring merge\``,
    ]);
  });

test('names that a list has more than once are told once, in each list', (t) => {
  const twice = file('f', { a: 'x/u' }, { clusters: ['x', 'x', 'y', 'x'], users: ['u', 'x', 'u'] });
  t.deepEqual(repeatedEntries(twice), [
    { part: 'cluster', name: 'x' },
    { part: 'user', name: 'u' },
  ]);
  t.deepEqual(
    repeatedEntries(twice).map((each) => toText(entryText(each))),
    ['cluster "x"', 'user "u"'],
  );
  t.deepEqual(repeatedEntries(file('f', { x: 'x/x' }, { clusters: ['x'], users: ['x'] })), []);
});
