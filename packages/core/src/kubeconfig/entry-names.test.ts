import { specimenClusterId, specimenOwner, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { chooseNames, entryNames, needsAccount, owningFile, type Signer } from './entry-names.js';
import { type Kubeconfig, toKubeconfig } from './kubeconfig.js';
import { type Owner, withOwner } from './ownership.js';

// The names for the entries of a fetched kubeconfig, by what exists already.

const own = specimenOwner();
const kept = { ...own, kind: 'temporary' } as const;
const other = specimenOwner({ clusterId: specimenClusterId(2) });
const hers = specimenOwner({ uid: '299999999999999999' });
const inner = specimenOwner({ access: 'private' });

interface Entry {
  readonly name: string;
  /** Null if it is not ours. */
  readonly owner: Owner | null;
  readonly cluster?: string;
  readonly user?: string;
}

/** A file with these contexts, each with a cluster and a user of its own name unless given. */
function fileWith(...entries: readonly Entry[]): Kubeconfig {
  const marked = (owner: Owner | null, fields: Record<string, string>) =>
    owner === null ? fields : withOwner(fields, owner);
  return toKubeconfig(
    {
      contexts: entries.map(({ name, owner, cluster = name, user = name }) => ({
        name,
        context: marked(owner, { cluster, user }),
      })),
      clusters: entries.map(({ name, owner, cluster = name }) => ({
        name: cluster,
        cluster: marked(owner, { server: 's' }),
      })),
      users: entries.map(({ name, owner, user = name }) => ({
        name: user,
        user: marked(owner, { token: 't' }),
      })),
    },
    'f',
  );
}

interface Asked {
  readonly owner?: Owner;
  readonly contextName?: string;
  readonly taken?: readonly string[];
  readonly pattern?: string;
  readonly signer?: Signer;
  readonly others?: readonly Kubeconfig[];
}

function named(
  file: Kubeconfig,
  { owner = own, pattern = '{name}', taken = [], ...asked }: Asked = {},
): string {
  try {
    const { context, cluster, user } = chooseNames(file, {
      file: 'f',
      owner,
      namePattern: pattern,
      taken,
      ...asked,
    });
    return [...new Set([context, cluster, user])].join(' ');
  } catch (error) {
    return error instanceof AckringError ? error.code : String(error);
  }
}

const [work, home] = ['1000000000000001', '1000000000000002'];
const ofWork = { ...own, account: work };
const byWork = { profile: 'work', uid: own.uid };
const byKeys = { profile: null, uid: own.uid };

const names: [what: string, file: Kubeconfig, asked: Asked, expected: string][] = [
  ['nothing there', fileWith(), {}, 'prod'],
  ['a private one', fileWith(), { owner: inner }, 'prod/private'],
  ['by a pattern', fileWith(), { pattern: '{region}:{name}:{id}' }, `cn-hangzhou:prod:${own.clusterId}`],
  ['a name that is not to be typed', fileWith(), { owner: { ...own, clusterName: ' a b/$c ' } }, 'a-b-c'],
  ['a name of nothing to be typed', fileWith(), { owner: { ...own, clusterName: '//' } }, own.clusterId],
  ['itself', fileWith({ name: 'prod', owner: own }), {}, 'prod'],
  ['itself, renamed', fileWith({ name: 'mine', owner: own }), {}, 'mine'],
  [
    'itself twice, once by its usual name',
    fileWith({ name: 'mine', owner: own }, { name: 'prod', owner: own }),
    {},
    'prod',
  ],
  [
    'itself with entries of other names',
    fileWith({ name: 'prod', owner: own, cluster: 'c', user: 'u' }),
    {},
    'prod c u',
  ],
  ['a foreign one of that name', fileWith({ name: 'prod', owner: null }), {}, `prod/${own.clusterId}`],
  ['another cluster’s of that name', fileWith({ name: 'prod', owner: other }), {}, `prod/${own.clusterId}`],
  ['the same cluster’s, another’s', fileWith({ name: 'prod', owner: hers }), {}, `prod/${specimenUid}`],
  ['the same, of another kind', fileWith({ name: 'prod', owner: kept }), {}, 'prod/long-term'],
  [
    'the same, of another kind, for an unknown holder',
    fileWith({ name: 'prod', owner: kept }),
    { owner: { ...own, uid: null } },
    'prod/long-term',
  ],
  ['taken elsewhere', fileWith(), { taken: ['prod'] }, `prod/${own.clusterId}`],
  [
    'taken elsewhere, longer ones too',
    fileWith(),
    { taken: ['prod', `prod/${own.clusterId}`] },
    `prod/${own.clusterId}/long-term`,
  ],
  [
    'all of them taken',
    fileWith(),
    {
      taken: [
        'prod',
        `prod/${own.clusterId}`,
        `prod/${own.clusterId}/long-term`,
        `prod/${specimenUid}`,
        `prod/${specimenUid}/long-term`,
        'prod/2',
      ],
    },
    'prod/3',
  ],
  ...(
    [
      ['another account’s', { ...other, account: home }, ofWork, byWork, 'prod/work'],
      ['another account’s, fetched with keys', { ...other, account: home }, ofWork, byKeys, `prod/${work}`],
      ['one of an earlier version, another person’s', { ...other, uid: '7' }, ofWork, byWork, 'prod/work'],
      ['one of an earlier version, one’s own', other, ofWork, byWork, `prod/${own.clusterId}`],
      ['the same account’s', { ...other, account: work }, ofWork, byWork, `prod/${own.clusterId}`],
      [
        'another account’s, without an answer',
        { ...other, account: home },
        own,
        byKeys,
        `prod/${own.clusterId}`,
      ],
      [
        'another account’s, by an odd profile',
        { ...other, account: home },
        ofWork,
        { ...byWork, profile: ' / ' },
        `prod/${work}`,
      ],
    ] as const
  ).flatMap(([what, theirs, owner, signer, expected]): typeof names => {
    const there = fileWith({ name: 'prod', owner: theirs });
    return [
      [`${what} of that name`, there, { owner, signer }, expected],
      [
        `${what} of that name elsewhere`,
        fileWith(),
        { owner, signer, taken: ['prod'], others: [there] },
        expected,
      ],
    ];
  }),
  [
    'another account’s of both names',
    fileWith({ name: 'prod', owner: { ...other, account: home } }, { name: 'prod/work', owner: null }),
    { owner: ofWork, signer: byWork },
    `prod/${work}`,
  ],
  [
    'by account and profile',
    fileWith(),
    { owner: ofWork, signer: byWork, pattern: '{account}:{profile}:{name}:{x}' },
    `${work}:work:prod:{x}`,
  ],
  [
    'by a profile that is none',
    fileWith(),
    { owner: ofWork, signer: byKeys, pattern: '{profile}/{name}' },
    `${work}/prod`,
  ],
  ['a name given', fileWith(), { contextName: 'x' }, 'x'],
  ['a name given, itself', fileWith({ name: 'x', owner: own }), { contextName: 'x' }, 'x'],
  ['a name given, of another kind', fileWith({ name: 'x', owner: kept }), { contextName: 'x' }, 'x'],
  [
    'a name given, of another access',
    fileWith({ name: 'x', owner: inner }),
    { contextName: 'x' },
    'Conflict',
  ],
  [
    'a name given, another cluster’s',
    fileWith({ name: 'x', owner: other }),
    { contextName: 'x' },
    'Conflict',
  ],
  ['a given name of a foreign entry', fileWith({ name: 'x', owner: null }), { contextName: 'x' }, 'Conflict'],
  ['a name given, taken elsewhere', fileWith(), { contextName: 'x', taken: ['x'] }, 'Conflict'],
  [
    'itself and a foreign entry of that name',
    fileWith({ name: 'prod', owner: own, user: 'u' }, { name: 'z', owner: null, user: 'prod' }),
    {},
    'prod u',
  ],
];

for (const [what, file, asked, expected] of names) {
  test(`${what}: ${expected}`, (t) => {
    t.is(named(file, asked), expected);
  });
}

test('if a name belongs to something else, the error says where, and suggests a free one', (t) => {
  const refusal = (file: Kubeconfig, taken: readonly string[]) =>
    t.throws(
      () => chooseNames(file, { file: 'f', owner: own, contextName: 'x', namePattern: '{name}', taken }),
      {
        instanceOf: AckringError,
      },
    );
  t.regex(refusal(fileWith({ name: 'x', owner: null }), []).message, /in f belongs/);
  t.regex(refusal(fileWith(), ['x']).message, /in another file of KUBECONFIG belongs/);
  t.regex(refusal(fileWith(), ['x']).remedy, /"prod" is free/);
});

/** What of ours, named x, an earlier file has too, and the names then. */
const hidden: readonly (readonly [earlier: Record<string, object[]>, expected: string])[] = [
  [{}, 'x x x'],
  [{ users: [{ name: 'x' }] }, 'x x prod'],
  [{ clusters: [{ name: 'x' }] }, 'x prod x'],
  [{ contexts: [{ name: 'x' }] }, 'prod prod prod'],
];

for (const [earlier, expected] of hidden) {
  test(`beside ${JSON.stringify(earlier)} in an earlier file, what is ours becomes ${expected}`, (t) => {
    const before = toKubeconfig(earlier as never, 'e');
    const names = chooseNames(fileWith({ name: 'x', owner: own }), {
      ...{ file: 'f', owner: own, namePattern: '{name}' },
      ...{ taken: entryNames([before]), earlier: [before] },
    });
    t.is(`${names.context} ${names.cluster} ${names.user}`, expected);
  });
}

test('an entry is searched in all files, and all names are known', (t) => {
  const [a, b] = [
    fileWith({ name: 'x', owner: other }),
    { ...fileWith({ name: 'y', owner: own, user: 'u' }), file: 'g' },
  ];
  t.is(owningFile([a, b], own), 'g');
  t.is(owningFile([a, b], inner), null);
  t.deepEqual([...entryNames([a, b])].toSorted(), ['u', 'x', 'y']);
});

test('a context that names nothing adds no name, and one that names a foreign entry leaves it so', (t) => {
  const bare = toKubeconfig({ contexts: [{ name: 'x', context: {} }] }, 'f');
  t.deepEqual([...entryNames([bare])], ['x']);
  const foreign = toKubeconfig(
    {
      contexts: [{ name: 'x', context: withOwner({ cluster: 'prod', user: 'prod' }, own) }],
      clusters: [{ name: 'prod', cluster: withOwner({ server: 's' }, own) }],
      users: [{ name: 'prod', user: { token: 't' } }],
    },
    'f',
  );
  t.not(named(foreign), 'prod');
});

test('a name that a context misses is not free: the entry would be its own at once', (t) => {
  const dangling = (owner: Owner | null) =>
    toKubeconfig(
      { contexts: [{ name: 'x', context: { ...marks(owner), cluster: 'prod', user: 'me' } }] },
      'f',
    );
  const marks = (owner: Owner | null) => (owner === null ? {} : withOwner({}, owner));
  t.deepEqual([...entryNames([dangling(null)])], ['x', 'prod', 'me']);
  t.not(named(dangling(null)), 'prod');
  t.not(named(dangling(other)), 'prod');
  t.is(chooseNames(dangling(own), { file: 'f', owner: own, taken: [], namePattern: '{name}' }).cluster, 'x');
});

const cluster = { id: own.clusterId, name: 'prod', region: own.region };
const needs: readonly (readonly [
  pattern: string,
  profile: string | null,
  owners: Owner[],
  need: string | null,
])[] = [
  ['{region}/{name}', null, [], null],
  ['{region}/{name}', null, [own, hers], null],
  ['{region}/{name}', null, [other], 'byOthers'],
  ['{region}/{name}', 'work', [other], 'byOthers'],
  ['{region}/{name}', null, [{ ...other, clusterName: 'dev' }], null],
  ['{region}/{name}', null, [{ ...other, region: 'cn-beijing' }], null],
  ['{name}', null, [{ ...other, region: 'cn-beijing' }], 'byOthers'],
  ['{account}/{name}', 'work', [], 'byPattern'],
  ['{profile}/{name}', 'work', [], null],
  ['{profile}/{name}', null, [], 'byPattern'],
];

for (const [pattern, profile, owners, need] of needs)
  test(`${pattern} with profile ${profile} beside ${JSON.stringify(owners)}: the account is needed ${need}`, (t) => {
    const kubeconfigs = [fileWith(...owners.map((owner, at) => ({ name: `${at}`, owner })))];
    t.is(needsAccount(cluster, { pattern, profile, kubeconfigs }), need as ReturnType<typeof needsAccount>);
  });

test('the same id in another account is another cluster', (t) => {
  const kubeconfigs = [fileWith({ name: 'x', owner: { ...own, account: '1' } })];
  const needed = (id: string | null) =>
    needsAccount(
      { ...cluster, account: { id, profile: 'team' } },
      { pattern: '{name}', profile: null, kubeconfigs },
    );
  t.deepEqual(['1', '2', null].map(needed), [null, 'byOthers', null]);
});

test('a file’s content is taken apart once, and under another name anew', (t) => {
  const content = { contexts: [{ name: 'x', context: {} }] };
  const one = toKubeconfig(content, 'f');
  t.is(toKubeconfig(content, 'f'), one);
  t.is(toKubeconfig(content, 'g').file, 'g');
});
