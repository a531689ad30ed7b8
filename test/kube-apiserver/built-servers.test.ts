import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';

const script = fileURLToPath(new URL('../../../scripts/real-kubernetes.mjs', import.meta.url));
const everything = ['etcd', 'kube-apiserver', 'kube-apiserver-1.24.17'];

/**
 * Stands in for Go: what it builds tells a version and does nothing. Writes its process id before it builds, leaves
 * half of the first program, and waits while there is a file `hold`.
 */
const go = `#!/bin/sh
PATH=/usr/bin:/bin
place=\${0%/*}
case "$1 $*" in
  version*) cat "$place/version" ;;
  *' -m '*) [ ! -e "$place/offline" ] || { echo 'go: no proxy' >&2; exit 1; }; echo '{"GoMod": "x"}' ;;
  mod*) echo '{"Go": "1.26.0", "Require": [{"Path": "k8s.io/api", "Version": "v0.0.0"}]}' ;;
  build*)
    version=\${PWD##*/}
    echo "$version" >>"$place/builds"
    while [ "$1" != -o ]; do shift; done
    target=$2; shift 2
    echo half >"$target/\${1#./}"
    echo $$ >"$place/builder"
    while [ -e "$place/hold" ]; do sleep 0.05; done
    for program; do
      printf '#!/bin/sh\\necho Version: v%s\\n' "$version" >"$target/\${program#./}"
      chmod +x "$target/\${program#./}"
    done ;;
esac
`;

test('what is built is found at once the next time', async (t) => {
  const place = await emptyPlace(t);
  t.deepEqual(await place.run(), { code: 0, told: ready(place.assets) });
  t.deepEqual(place.programs(), everything);
  const builds = place.builds();
  t.deepEqual(builds, ['1.37.2', '1.24.17']);
  await rm(place.file('go'));
  t.deepEqual(await place.run(), { code: 0, told: ready(place.assets) });
});

test('a server of another version stays, and the missing one lies beside it', async (t) => {
  const place = await emptyPlace(t);
  await mkdir(place.assets);
  const other = '#!/bin/sh\necho Kubernetes v1.33.0\n';
  await writeFile(join(place.assets, 'kube-apiserver'), other, { mode: 0o755 });
  t.is((await place.run()).code, 0);
  t.deepEqual(place.programs(), [...everything, 'kube-apiserver-1.37.2']);
  t.is(readFileSync(join(place.assets, 'kube-apiserver'), 'utf8'), other);
});

test('a program that does not run is built anew', async (t) => {
  const place = await emptyPlace(t);
  await place.run();
  await writeFile(join(place.assets, 'kube-apiserver-1.24.17'), '', { mode: 0o755 });
  t.is((await place.run()).code, 0);
  t.deepEqual(place.builds(), ['1.37.2', '1.24.17', '1.24.17']);
});

const lacks: readonly (readonly [lack: string, told: RegExp, prepare: (place: Place) => Promise<void>])[] = [
  ['no Go', /Go is not on PATH/, ({ file }) => rm(file('go'))],
  ['a Go that is too old', /Go 1.21 or later is needed: go version go1.20.14/, withGo('1.20.14')],
  [
    'no proxy',
    /the Go modules of Kubernetes 1.37.2 cannot be had: go: no proxy/,
    ({ file }) => writeFile(file('offline'), ''),
  ],
  ['a file in place of the folder', /cannot be written/, ({ assets }) => writeFile(assets, '')],
];

for (const [lack, told, prepare] of lacks) {
  test(`${lack}: what this machine lacks is told, and is no failure of the build`, async (t) => {
    const place = await emptyPlace(t);
    await prepare(place);
    const run = await place.run();
    t.is(run.code, 3);
    t.regex(run.told, told);
  });
}

test('killed while it builds: nothing half built is found, and the next run goes on', async (t) => {
  const place = await emptyPlace(t);
  await writeFile(place.file('hold'), '');
  const killed = place.start();
  const builder = Number(await place.until(() => place.read('builder')));
  killed.kill('SIGKILL');
  process.kill(builder, 'SIGKILL');
  t.deepEqual(place.programs(), []);
  await rm(place.file('hold'));
  t.deepEqual(await place.run(), { code: 0, told: ready(place.assets) });
  t.deepEqual(readdirSync(place.assets).toSorted(), everything);
});

test('a second run waits for the first, and builds nothing', async (t) => {
  const place = await emptyPlace(t);
  await writeFile(place.file('hold'), '');
  const first = outcomeOf(place.start());
  await place.until(() => place.read('builder'));
  const child = place.start();
  const second = outcomeOf(child);
  const [said] = await once(child.stdout ?? child, 'data');
  t.regex(String(said), /waiting for another run/);
  await rm(place.file('hold'));
  t.deepEqual([(await first).code, (await second).code], [0, 0]);
  t.deepEqual(place.builds(), ['1.37.2', '1.24.17']);
});

interface Place {
  readonly assets: string;
  file(name: string): string;
  read(name: string): string | null;
  start(): ChildProcess;
  run(): Promise<Outcome>;
  /** Of envtest's layout; sorted. */
  programs(): readonly string[];
  /** The versions that were built, in order. */
  builds(): readonly string[];
  until<T>(look: () => T | null): Promise<T>;
}

interface Outcome {
  readonly code: number | null;
  /** The last line. */
  readonly told: string;
}

async function emptyPlace(t: ExecutionContext): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-built-servers-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);
  const assets = file('assets');
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : null);
  await writeFile(file('go'), go, { mode: 0o755 });
  const start = () =>
    spawn(process.execPath, [script], {
      env: { PATH: folder, HOME: folder, KUBEBUILDER_ASSETS: assets },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const place: Place = {
    assets,
    file,
    read,
    start,
    run: () => outcomeOf(start()),
    programs: () =>
      existsSync(assets)
        ? readdirSync(assets)
            .filter((name) => !name.startsWith('.'))
            .toSorted()
        : [],
    builds: () => read('builds')?.trim().split('\n') ?? [],
    until,
  };
  await withGo('1.26.8')(place);
  return place;
}

function withGo(version: string) {
  return ({ file }: Pick<Place, 'file'>) =>
    writeFile(file('version'), `go version go${version} linux/amd64\n`);
}

function ready(assets: string): string {
  return `real API servers: Kubernetes 1.37.2 and 1.24.17 in ${assets}`;
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  return { code, told: said.trim().split('\n').at(-1) ?? '' };
}
