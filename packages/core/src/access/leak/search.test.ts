import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { type LeakSearchEvent, largestBytes } from './leaks-in.js';
import { searchHistory, searchLeaks } from './search.js';

// What a history is said to hold where git does not give all of it.

const id = 'a'.repeat(40);
const listed = `printf '${id} config\\n'`;

const histories: readonly (readonly [
  what: string,
  list: string,
  /** Once it was asked for one. */
  read: string,
  told: readonly string[],
])[] = [
  ['is whole', listed, `printf '${id} blob 3\\nabc\\n'`, ['reading config']],
  ['is a folder', listed, `printf '${id} tree 3\\nabc\\n'`, []],
  ['has none of it', `printf '?${id}\\n'`, 'true', ['incomplete 1 objects are elsewhere']],
  ['was pruned meanwhile', listed, `printf '${id} missing\\n'`, ['incomplete 1 objects are elsewhere']],
  ['has another answer', listed, `printf '${id} blob many\\n'`, ['incomplete 1 objects are elsewhere']],
  ['is cut off', listed, `printf '${id} blob 100\\nabc'`, ['gitFailed git cat-file ended early']],
  [
    'is cut off before it begins',
    listed,
    `printf '${id} blo'; echo 'fatal: torn' >&2; exit 128`,
    ['gitFailed torn'],
  ],
  ['is not read', listed, `echo 'fatal: no memory' >&2; exit 128`, ['gitFailed no memory']],
  ['is not listed', `echo 'fatal: bad object' >&2; exit 128`, 'true', ['gitFailed bad object']],
];

async function events(folder: string, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const told = (event: LeakSearchEvent) =>
    event.kind === 'skipped'
      ? `${event.why} ${event.detail}`
      : `${event.kind} ${'file' in event && event.file}`;
  const found: string[] = [];
  for await (const event of searchHistory({ folder, environment }, '.git')) found.push(told(event));
  return found;
}

for (const [what, list, read, told] of histories)
  test(`what git has of a history ${what}: ${told.join() || 'nothing is said'}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-search-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const cases = `*rev-list*) ${list};; *cat-file*) if read one; then ${read}; fi;; *) echo false;;`;
    await writeFile(join(folder, 'git'), `#!/bin/sh\ncase "$*" in ${cases} esac\n`, { mode: 0o755 });
    t.deepEqual(await events(folder, { PATH: folder }), told);
  });

for (const [what, log, commit] of [
  ['the first of several commits', "printf 'b\\na\\n'", 'a'],
  ['no commit, as of a merge that brought it', 'true', null],
] as const)
  test(`a leak in a history is of ${what}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-search-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const { yaml } = await makeSpecimen();
    await writeFile(join(folder, 'config'), yaml);
    const read = `printf '${id} blob ${yaml.length}\\n'; /bin/cat '${folder}/config'; echo`;
    const cases = `*rev-list*) ${listed};; *cat-file*) if read one; then ${read}; fi;; *find-object*) ${log};; *) echo false;;`;
    await writeFile(join(folder, 'git'), `#!/bin/sh\ncase "$*" in ${cases} esac\n`, { mode: 0o755 });
    const places: unknown[] = [];
    for await (const event of searchHistory({ folder, environment: { PATH: folder } }, '.git'))
      if (event.kind === 'leak') places.push(event.leak.place);
    t.deepEqual(places, [{ file: 'config', commit }]);
  });

test('a tree with one repository says that its commits were searched, unless they are not asked for', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-search-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, 'git'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  for (const history of [true, false]) {
    let last: LeakSearchEvent | null = null;
    for await (const event of searchLeaks({ path: folder, history, environment: { PATH: folder } }))
      last = event;
    t.like(last, { kind: 'searched', commits: history });
  }
});

test('a fault is no refusal of git', async (t) => {
  await t.throwsAsync(events('no\0folder', {}), { code: 'ERR_INVALID_ARG_VALUE' });
});

for (const [beyond, why] of [
  [0, []],
  [1, ['largeBinary']],
] as const)
  test(`a file of 16 MB and ${beyond} bytes is ${why.join() || 'looked into'}, and so it is in a history`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-search-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const bytes = largestBytes + beyond;
    await writeFile(join(folder, 'large'), '');
    await truncate(join(folder, 'large'), bytes);
    const read = `printf '${id} blob ${bytes}\\n'; /bin/cat '${folder}/large'; echo`;
    const cases = `*rev-list*) ${listed};; *cat-file*) if read one; then ${read}; fi;; *) echo false;;`;
    await writeFile(join(folder, 'git'), `#!/bin/sh\ncase "$*" in ${cases} esac\n`, { mode: 0o755 });
    const environment = { PATH: folder };
    const skipped: unknown[] = [];
    for (const events of [
      searchLeaks({ path: join(folder, 'large'), environment }),
      searchHistory({ folder, environment }, '.git'),
    ])
      for await (const event of events) if (event.kind === 'skipped') skipped.push(event.why);
    t.deepEqual(skipped, [...why, ...why]);
  });
