import { hash } from 'node:crypto';
import fs, {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeSpecimen, specimenClusterId, specimenNow, specimenOwner } from '@ackring/testkit/specimen';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { listOutlined } from '../../kubeconfig/contexts.js';
import { planMerge } from '../../kubeconfig/merge.js';
import { type KubeconfigOutline, outlineOf } from '../../kubeconfig/outline.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { createOutlineCache } from './outline-cache.js';
import { readOutlines } from './read.js';

const { yaml, certificate } = await makeSpecimen({});
const marked = (place: string) => `MARKED-SECRET-${place}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Every kind of entry that a kubeconfig can have without a file besides it. */
const everyKind = `apiVersion: v1
kind: Config
current-context: "007"
clusters:
- {name: plain, cluster: {server: "https://203.0.113.1:6443"}}
- {name: login, cluster: {server: "https://me:${marked('login')}@203.0.113.2", insecure-skip-tls-verify: true}}
- {name: none, cluster: {}}
- {name: plain, cluster: {server: "https://second"}}
contexts:
- {name: "007", context: {cluster: plain, user: keyless, namespace: "1.10"}}
- {name: "dangling \\u202e", context: {cluster: gone, user: gone}}
- {name: "", context: {}}
- {name: exec, context: {cluster: login, user: exec}}
- {name: "half", context: {cluster: none, user: token}}
- {name: exec, context: {cluster: none, user: basic}}
users:
- {name: keyless, user: {client-certificate-data: ${base64(certificate)}}}
- {name: broken, user: {client-certificate-data: ${base64(marked('broken'))}, client-key-data: ${base64(marked('key'))}}}
- {name: exec, user: {exec: {command: ack-ram-tool, args: [credential-plugin, get-token, -c, ${specimenClusterId(5)}], env: [{name: A, value: ${marked('env')}}]}}}
- {name: token, user: {token: ${marked('token')}}}
- {name: basic, user: {username: me, password: ${marked('password')}}}
- {name: provider, user: {auth-provider: {name: oidc, config: {client-secret: ${marked('provider')}}}}}
- {name: __proto__, user: {}}
`;

/** On a busy machine too. */
const asLongAsItTakes = 600_000;

async function openCache(t: ExecutionContext) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'config');
  const folder = join(home, 'outlines');
  const open = (build = 'this', patienceMs = asLongAsItTakes) =>
    createOutlineCache(folder, { build, smallest: 1, patienceMs });
  const known = (path = file) => open().read(path);
  const read = async (): Promise<KubeconfigOutline | undefined> => {
    const { outlines, problems } = await readOutlines([file], open());
    t.deepEqual(problems, []);
    return outlines[0];
  };
  const fresh = async () => outlineOf(readKubeconfig(await readFile(file, 'utf8'), { file }));
  return { home, file, folder, open, known, read, fresh };
}

type Place = Awaited<ReturnType<typeof openCache>>;

const owned = planMerge({
  ...{ existing: null, file: 'f', issued: yaml, owner: specimenOwner(), use: true, taken: [] },
}).text;

for (const [what, text] of [
  ['every kind of entry', everyKind],
  ['an entry of ours', owned],
  ["the cloud's layout", yaml],
  ['nothing', `# ${'x'.repeat(200)}\n{}\n`],
] as const) {
  test(`a kept outline of ${what} is the one that is read`, async (t) => {
    const { file, known, read, fresh } = await openCache(t);
    await writeFile(file, text);
    const first = await read();
    t.not(known(), null);
    const again = await read();
    for (const outline of [first, again]) t.deepEqual(plain(outline), plain(await fresh()));
    const entries = (outline: KubeconfigOutline | undefined) =>
      plain(listOutlined(outline ? [outline] : [], specimenNow));
    t.deepEqual(entries(again), entries(await fresh()));
  });
}

/** Fingerprints are computed on use. */
function plain(value: unknown): unknown {
  return structuredClone(JSON.parse(JSON.stringify(value ?? null)));
}

test('nothing secret is kept', async (t) => {
  const { file, folder, read } = await openCache(t);
  await writeFile(file, everyKind);
  await read();
  const kept = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  t.is(kept.length, 1);
  for (const text of kept) {
    t.false(text.includes('MARKED-SECRET'), text);
    t.false(text.includes(base64('MARKED-SECRET').slice(0, 16)));
  }
  t.is((await stat(folder)).mode & 0o777, 0o700);
});

test('a file with other bytes has another outline, whatever it says of its time and size', async (t) => {
  const { file, read } = await openCache(t);
  await writeFile(file, yaml);
  const written = await stat(file);
  await read();
  // In place, of the same size, and with the time set back.
  await writeFile(file, yaml.replaceAll('203.0.113.10', '203.0.113.11'));
  await utimes(file, written.atime, written.mtime);
  t.is((await read())?.clusters[0]?.server, 'https://203.0.113.11:6443');
});

test('the same bytes under another name have the same outline, of that file', async (t) => {
  const { home, file, open, known, read } = await openCache(t);
  await writeFile(file, yaml);
  await read();
  const copy = join(home, 'copy');
  await writeFile(copy, yaml);
  t.not(known(copy), null);
  const { outlines } = await readOutlines([file, copy], open());
  t.deepEqual(
    outlines.map((each) => each.file),
    [file, copy],
  );
});

const damage: [what: string, change: (kept: string, place: Place) => Promise<void>][] = [
  ['cut', async (kept) => writeFile(kept, (await readFile(kept)).subarray(0, -1))],
  ['empty', (kept) => writeFile(kept, '')],
  [
    'edited',
    async (kept) => writeFile(kept, (await readFile(kept, 'utf8')).replace('203.0.113.10', '203.0.113.99')),
  ],
  // Whoever may write into the folder can only move what is ours.
  [
    "another content's",
    async (kept, { home, open }) => {
      const other = join(home, 'other');
      await writeFile(other, yaml.replaceAll('203.0.113.10', '203.0.113.99'));
      await readOutlines([other], open());
      const names = await readdir(dirname(kept));
      const [name = ''] = names.filter((each) => each !== basename(kept));
      await rename(join(dirname(kept), name), kept);
    },
  ],
  ['of another shape', (kept) => reseal(kept, 'null')],
  ['zeros', async (kept) => writeFile(kept, Buffer.alloc((await stat(kept)).size))],
  ['writable by others', (kept) => chmod(kept, 0o620)],
  [
    'a link',
    async (kept) => {
      const text = await readFile(kept);
      await rm(kept);
      await writeFile(`${kept}.elsewhere`, text);
      await symlink(`${kept}.elsewhere`, kept);
    },
  ],
  [
    'a folder',
    async (kept) => {
      await rm(kept);
      await mkdir(join(kept, 'full'), { recursive: true });
    },
  ],
];

async function reseal(kept: string, text: string): Promise<void> {
  await writeFile(kept, `${hash('sha256', `${basename(kept)}\n${text}`)}\n${text}`);
}

for (const [what, change] of damage) {
  test(`a kept outline that is ${what} is not believed, and stops nothing`, async (t) => {
    const place = await openCache(t);
    const { file, folder, known, read, fresh } = place;
    await writeFile(file, yaml);
    await read();
    const [name = ''] = await readdir(folder);
    await change(join(folder, name), place);
    t.is(known(), null);
    t.deepEqual(plain(await read()), plain(await fresh()));
  });
}

test('without a folder to keep them in, files are read as ever', async (t) => {
  const { file, folder, read, fresh } = await openCache(t);
  await writeFile(file, yaml);
  await writeFile(folder, 'a file in its place');
  t.deepEqual(plain(await read()), plain(await fresh()));
});

test('an outline that depends on another file is not kept', async (t) => {
  const { home, file, known, read } = await openCache(t);
  await writeFile(file, 'users:\n- name: u\n  user: {client-certificate: ./u.crt}\n');
  t.like((await read())?.users[0]?.credential, { kind: 'unreadable' });
  t.is(known(), null);
  await writeFile(join(home, 'u.crt'), certificate);
  t.like((await read())?.users[0]?.credential, { kind: 'certificate' });
});

test('an outline that is longer than its file, since aliases repeat a text, is not kept', async (t) => {
  const { file, known, read, fresh } = await openCache(t);
  const names = Array.from({ length: 50 }, (_, number) => `c${number}`);
  const repeated = names.map((name) => `- {name: ${name}, cluster: {server: *s}}\n`).join('');
  await writeFile(file, `x: &s "https://${'h'.repeat(1_000)}"\nclusters:\n${repeated}`);
  t.deepEqual(plain(await read()), plain(await fresh()));
  t.is(known(), null);
});

test('small files are not kept, and broken ones are told as ever', async (t) => {
  const { home, file } = await openCache(t);
  const folder = join(home, 'usual');
  const cache = createOutlineCache(folder, { build: 'this', patienceMs: asLongAsItTakes });
  await writeFile(file, yaml);
  await readOutlines([file], cache);
  await t.throwsAsync(readdir(folder), { code: 'ENOENT' });
  const padding = '# padding\n'.repeat(120_000);
  await writeFile(file, padding + yaml);
  await readOutlines([file], cache);
  t.is((await readdir(folder)).length, 1);
  await writeFile(file, `${padding}users: 7\n`);
  for (const round of [1, 2]) {
    const { outlines, problems } = await readOutlines([file], cache);
    t.deepEqual([outlines.length, problems[0]?.error.code], [0, 'KubeconfigInvalid'], `${round}`);
  }
  t.is((await readdir(folder)).length, 1);
});

test('what another build made of the same bytes is not found', async (t) => {
  const { file, open, known, read } = await openCache(t);
  await writeFile(file, yaml);
  await read();
  t.is(open('other').read(file), null);
  await readOutlines([file], open('other'));
  t.not(open('other').read(file), null);
  t.not(known(), null);
});

test('of more files than are kept the first stay, and the next list writes nothing', async (t) => {
  const { home, folder, open, known } = await openCache(t);
  const files = Array.from({ length: 10 }, (_, number) => join(home, `${number}`));
  for (const file of files) await writeFile(file, `${yaml}# ${file}\n`);
  const list = async () => plain((await readOutlines(files, open())).outlines);
  const states = async () =>
    Promise.all((await readdir(folder)).map(async (name) => [name, (await stat(join(folder, name))).ino]));
  const first = await list();
  const written = await states();
  t.is(written.length, 8);
  t.deepEqual(await list(), first);
  t.deepEqual(await states(), written);
  t.deepEqual(
    files.filter((file) => known(file) === null),
    files.slice(8),
  );
});

/** Writes another content and reads it, so often; what is in the folder is a minute older in each round. */
async function readChanging({ file, folder, known, read }: Place, t: ExecutionContext, rounds: number) {
  for (let round = 0; round < rounds; round += 1) {
    await writeFile(file, `${yaml}# ${round}\n`);
    await read();
    t.not(known(), null);
    for (const name of await readdir(folder)) {
      const { mtimeMs } = await stat(join(folder, name));
      await utimes(join(folder, name), 0, mtimeMs / 1000 - 60);
    }
  }
}

test('the latest eight are kept, no draft of a killed writer, and what is not ours stays', async (t) => {
  const place = await openCache(t);
  const { folder } = place;
  await mkdir(folder, { mode: 0o700 });
  const [name, uuid] = ['a'.repeat(64), 'b'.repeat(36)];
  const foreign = ['notes', `${name}.txt`, `${name}a`];
  for (const each of [`${name}.${uuid}`, ...foreign]) {
    await writeFile(join(folder, each), '');
    await utimes(join(folder, each), 0, 0);
  }
  await readChanging(place, t, 9);
  const left = await readdir(folder);
  t.is(left.length, 8 + foreign.length);
  t.false(left.includes(`${name}.${uuid}`));
  for (const each of foreign) t.true(left.includes(each), each);
});

test('outlines of a time when the clock was ahead push out no later one', async (t) => {
  const place = await openCache(t);
  const { folder } = place;
  const ahead = Date.now() / 1000 + 86_400 * 365;
  await readChanging(place, t, 8);
  for (const name of await readdir(folder)) await utimes(join(folder, name), 0, ahead);
  await readChanging(place, t, 9);
  t.is((await readdir(folder)).length, 8);
});

test.serial('a folder that does not answer after the write is not waited for', async (t) => {
  const { file, open, known, fresh } = await openCache(t);
  await writeFile(file, yaml);
  const { readdir: list } = fs;
  const { promise: isAnswering, resolve } = Promise.withResolvers<void>();
  const change = (to: typeof list): void => {
    fs.readdir = to;
    syncBuiltinESMExports();
  };
  t.teardown(() => change(list));
  change((async (...asked: Parameters<typeof list>) => {
    await isAnswering;
    return list(...asked);
  }) as typeof list);
  const { outlines } = await readOutlines([file], open('this', 1));
  t.deepEqual(plain(outlines[0]), plain(await fresh()));
  await until(known);
  resolve();
});
