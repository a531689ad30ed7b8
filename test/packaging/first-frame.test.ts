import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { outsideRun } from '@ackring/testkit/run/test-run';
import test from 'ava';

interface Output {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

const metafile = join(import.meta.dirname, '../../../tui/dist/metafile.json');

/** What Node has read and run before the screen draws its first frame: the entries and everything they import. */
function loadedBy(outputs: Readonly<Record<string, Output>>, entries: readonly string[]): readonly Output[] {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) load(next);
    }
  };
  for (const entry of entries) {
    const path = Object.keys(outputs).find((each) => outputs[each]?.entryPoint?.endsWith(entry));
    if (path !== undefined) load(path);
  }
  return [...loaded].flatMap((path) => outputs[path] ?? []);
}

test('nothing is loaded before the first frame that it does not need', async (t) => {
  const { outputs } = JSON.parse(await readFile(metafile, 'utf8'));
  const loaded = loadedBy(outputs, ['src/main.ts', 'src/app.ts']);
  const packages = loaded
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  t.deepEqual([...new Set(packages)].toSorted(), [
    '@noble/hashes',
    'ansi-regex',
    'fastest-levenshtein',
    'fuzzysort',
    'get-east-asian-width',
    'string-width',
    'strip-ansi',
  ]);
});

test('the opening has the words of one language, and those of the others stand beside it', async (t) => {
  const bundle = join(import.meta.dirname, '../../../tui/dist/bundle');
  const opening = await readFile(join(bundle, 'opening.js'), 'utf8');
  t.notRegex(opening, /[\p{Script=Hiragana}\p{Script=Katakana}]{2}|\p{Script=Han}{4}/u);
  const parts = [...opening.matchAll(/import\("(\.\/opening\/[^"]+)"(,\{with:\{type:"json"\}\})?\)/g)];
  for (const language of ['ja', 'zh'])
    t.is(parts.filter(([, path = '']) => path.endsWith(`-${language}.json`)).length, 2, parts.join());
  // Where one cannot be loaded, the opening says nothing and is not there.
  for (const [, path = '', isJson] of parts)
    await t.notThrowsAsync(
      import(join(bundle, path), isJson === undefined ? {} : { with: { type: 'json' } }),
      path,
    );
});

test("nothing of Node's is imported before the first frame: an ES module's import reads all its names", async (t) => {
  const { outputs } = JSON.parse(await readFile(metafile, 'utf8'));
  const loaded = loadedBy(outputs, ['src/main.ts', 'src/app.ts']);
  const builtins = loaded.flatMap(({ imports = [] }) =>
    imports
      .filter(({ path, external }) => external === true && path.startsWith('node:'))
      .map(({ path }) => path),
  );
  t.deepEqual(builtins, []);
});

test('what shells and prompts call loads nothing of Node that it does not use', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'ackring-start-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const list = join(home, 'loaded.cjs');
  const write = `require('node:fs').writeFileSync(${JSON.stringify(join(home, 'loaded'))}, process.moduleLoadList.join())`;
  await writeFile(list, `process.on('exit', () => ${write});`);
  const program = join(import.meta.dirname, '../../../tui/dist/ackring.js');
  await promisify(execFile)(process.execPath, ['--require', list, program, 'contexts'], {
    env: { PATH: process.env['PATH'], HOME: home, ...outsideRun },
  });
  const loaded = (await readFile(join(home, 'loaded'), 'utf8')).split(',');
  const dear = [
    'child_process',
    'crypto',
    'fs/promises',
    'http',
    'net',
    'perf_hooks',
    'stream',
    'tls',
    'tty',
    'v8',
  ];
  t.deepEqual(
    dear.filter((name) => loaded.includes(`NativeModule ${name}`)),
    [],
  );
});
