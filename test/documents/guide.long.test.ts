import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The compiled packages, each with the dependencies that pnpm linked for it. */
const projects = ['packages/core', 'packages/emulator', 'packages/testkit', 'tui'];

/** A fenced block with `path=`: a file to create, or a change of one. */
interface Change {
  readonly recipe: string;
  readonly kind: 'ts' | 'diff';
  readonly path: string;
  readonly text: string;
}

test('the recipes of the guide compile, and each is complete', async (t) => {
  t.timeout(1_200_000);
  const changes = changesIn(await readFile(join(root, 'docs/guide.md'), 'utf8'));
  t.deepEqual(
    [...new Set(changes.map(({ recipe }) => recipe))],
    [
      'A command',
      'A column',
      'A key with work behind it',
      'A sink',
      'A notifier',
      'An operation of the cloud',
      'A language',
    ],
  );
  await using copy = await copyOfTheSources();
  for (const change of changes) await make(copy.folder, change);
  t.is(await compiled(copy.folder), '');
  // A key without its word in one language does not count.
  await make(copy.folder, {
    ...(changes.find(({ path }) => path.endsWith('tui/src/words/ja.json')) as Change),
    text: '-  "count the writes": "書き込みを数える",',
  });
  t.regex(await compiled(copy.folder), /languages\/en\.ts.*count the writes/s);
});

function changesIn(guide: string): readonly Change[] {
  return guide.split(/^### /m).flatMap((part) => {
    const recipe = part.slice(0, part.indexOf('\n'));
    return [...part.matchAll(/^```(ts|diff) path=(\S+)\n(.*?)^```$/gms)].map(
      ([, kind, path = '', text = '']) =>
        ({ recipe, kind: kind === 'ts' ? 'ts' : 'diff', path, text }) as const,
    );
  });
}

async function copyOfTheSources() {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-guide-'));
  for (const name of ['tsconfig.base.json', 'package.json']) await cp(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const project of projects) {
    const isCopied = (path: string) => !/\/(node_modules|dist)$|\.test\.tsx?$|\.tsbuildinfo$/.test(path);
    await cp(join(root, project), join(folder, project), { recursive: true, filter: isCopied });
    await linkDependencies(join(root, project, 'node_modules'), join(folder, project, 'node_modules'));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Those of the registry as they are, our own packages from the copy. */
async function linkDependencies(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true }).catch(() => mkdir(to, { recursive: true }));
}

async function make(folder: string, { kind, path, text }: Change): Promise<void> {
  const file = join(folder, path);
  if (kind === 'ts') {
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, text, { flag: 'wx' });
  }
  let source = await readFile(file, 'utf8');
  for (const hunk of text.replace(/\n$/, '').split('\n…\n')) {
    const lines = hunk.split('\n');
    const side = (mark: string) =>
      lines
        .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const parts = source.split(side('-'));
    if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times:\n${side('-')}`);
    source = parts.join(side('+'));
  }
  await writeFile(file, source);
}

/** The compiler's output; empty if successful. */
async function compiled(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/.bin/tsc');
  return run(compiler, ['-b', 'tui'], { cwd: folder }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}
