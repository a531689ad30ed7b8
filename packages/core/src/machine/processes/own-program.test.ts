import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { ownProgram } from './own-program.js';

/** A machine made of files, and of links from one path to another. */
async function machine(
  t: ExecutionContext,
  files: readonly string[],
  links: Readonly<Record<string, string>>,
) {
  const root = await mkdtemp(join(tmpdir(), 'ackring-own-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  for (const path of files) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o755);
  }
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(join(root, target), join(root, path));
  }
  const at = (path: string) => (path === '' ? '' : join(root, path));
  return (place: Place) => {
    const { path = [], started, runtime = 'usr/bin/node' } = place;
    const { command, script = '' } = ownProgram({
      environment: { PATH: path.map(at).join(':') },
      started: started === null ? null : at(started),
      runtime: at(runtime),
    });
    return [command, script].map((each) => each.replace(`${root}/`, ''));
  };
}

interface Place {
  /** Folders of the PATH. */
  readonly path?: readonly string[];
  readonly started: string | null;
  readonly runtime?: string;
}

interface Row extends Place {
  readonly files: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly is: readonly [command: string, script: string];
}

const node = 'usr/bin/node';
const script = 'usr/lib/node_modules/ackring/dist/ackring.js';
const pnpm = 'work/node_modules/.pnpm/node@24.21.0/node_modules/node/bin/node';
const brew = 'opt/homebrew/Cellar/node/24.1.0/bin/node';
const nvm = 'home/.nvm/versions/node/v24.1.0/bin/node';
const npx = 'home/.npm/_npx/1f/node_modules/.bin/ackring';

const rows: Readonly<Record<string, Row>> = {
  'npm -g: what the PATH has, which updates leave in place': {
    files: [node, script],
    links: { 'usr/bin/ackring': script },
    path: ['usr/bin'],
    started: script,
    is: [node, 'usr/bin/ackring'],
  },
  'another Node first in the PATH': {
    files: [node, script, 'old/node'],
    path: ['old', 'usr/bin'],
    started: script,
    is: [node, script],
  },
  'another ackring first in the PATH': {
    files: [node, script, 'old/ackring'],
    path: ['old', 'usr/bin'],
    started: script,
    is: [node, script],
  },
  'no PATH at all': { files: [node, script], started: script, is: [node, script] },
  'a script that is not executable, as on Windows': {
    files: [node, 'dist/ackring.js'],
    started: 'dist/ackring.js',
    is: [node, 'dist/ackring.js'],
  },
  'Homebrew: the link, which leads to each newer Node': {
    files: [brew, script],
    links: { 'opt/homebrew/bin/node': brew },
    path: ['opt/homebrew/bin'],
    started: script,
    runtime: brew,
    is: ['opt/homebrew/bin/node', script],
  },
  'nvm: the Node that runs us': {
    files: [nvm, script],
    path: ['home/.nvm/versions/node/v24.1.0/bin'],
    started: script,
    runtime: nvm,
    is: [nvm, script],
  },
  'fnm: not the link of one shell': {
    files: [nvm, script],
    links: { 'run/fnm_multishells/1_2/bin/node': nvm },
    path: ['run/fnm_multishells/1_2/bin'],
    started: script,
    runtime: nvm,
    is: [nvm, script],
  },
  'a project of pnpm’s: without versions': {
    files: [pnpm, 'work/tui/dist/ackring.js'],
    links: { 'work/node_modules/node': dirname(dirname(pnpm)) },
    started: 'work/tui/dist/ackring.js',
    runtime: pnpm,
    is: ['work/node_modules/node/bin/node', 'work/tui/dist/ackring.js'],
  },
  'pnpm’s Node without a link to it': {
    files: [pnpm, script],
    started: script,
    runtime: pnpm,
    is: [pnpm, script],
  },
  'a single executable: it alone': {
    files: ['opt/ackring-1.2/ackring'],
    links: { 'usr/bin/ackring': 'opt/ackring-1.2/ackring' },
    path: ['usr/bin'],
    started: 'opt/ackring-1.2/ackring',
    runtime: 'opt/ackring-1.2/ackring',
    is: ['usr/bin/ackring', ''],
  },
  'npx: no path of its cache, but another ackring': {
    files: [npx, node, 'usr/bin/ackring'],
    path: [dirname(npx), 'usr/bin'],
    started: npx,
    is: ['usr/bin/ackring', ''],
  },
  'npx alone: the bare name': { files: [npx, node], path: [dirname(npx)], started: npx, is: ['ackring', ''] },
  'a Node of npx’s: the bare name': {
    files: [npx, script],
    started: script,
    runtime: npx,
    is: ['ackring', ''],
  },
  'an unknown start': { files: [node], started: null, is: ['ackring', ''] },
};

for (const [what, { files, links = {}, is, ...place }] of Object.entries(rows)) {
  test(`an entry starts us by what lasts: ${what}`, async (t) => {
    t.deepEqual((await machine(t, files, links))(place), [...is]);
  });
}

test('a relative PATH leads nowhere', (t) => {
  t.deepEqual(ownProgram({ environment: { PATH: 'relative:.' }, started: null }), { command: 'ackring' });
});
