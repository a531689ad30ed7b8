import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const core = fileURLToPath(new URL('../../../packages/core/dist', import.meta.url));
const { throughDoors } = (await import(
  new URL('../../../scripts/bundle/front-doors.mjs', import.meta.url).href
)) as { throughDoors(path: string, source: string): Promise<string> };

/** What a bundle reads in place of a source, with core's files by their relative paths. */
async function bundled(source: string): Promise<string> {
  const led = await throughDoors('one.ts', source);
  return led.replace(/'(\/[^']+)'/g, (_, path: string) => `'core/${relative(core, path)}'`);
}

test('an import from a front door takes the files with the imported names, and no type', async (t) => {
  t.is(
    await bundled("import { type Cluster, isServing, nearest as close } from '@ackring/core/words';"),
    "import { isServing } from 'core/words/cluster.js'; import { nearest as close } from 'core/words/nearest.js';",
  );
  t.is(
    await bundled("import { createWorld, type World } from '@ackring/core/world';"),
    "import { createWorld } from 'core/world.js';",
  );
});

test('a dynamic import takes the files with its names, and no others', async (t) => {
  t.is(
    await bundled("const { findCluster } = await import('@ackring/core/fleet');"),
    "const { findCluster } = await import('core/fleet/find-cluster.js');",
  );
  t.is(
    await bundled("const { findCluster, knownRegions } = await import('@ackring/core/fleet');"),
    "const { findCluster, knownRegions } = Object.assign({}, ...(await Promise.all([import('core/fleet/find-cluster.js'), import('core/fleet/known-regions.js')])));",
  );
});

test('a dynamic import that does not name what it takes is refused', async (t) => {
  await t.throwsAsync(bundled("const all = await import('@ackring/core/rotation');"), {
    message: /^one\.ts: say what is taken/,
  });
});

for (const part of ['tui', 'functions/rotate']) {
  test(`no file of ${part} asks for a package that is not in it: any folder above might have one`, async (t) => {
    const text = await readFile(new URL(`../../../${part}/dist/metafile.json`, import.meta.url), 'utf8');
    const { outputs }: { readonly outputs: Readonly<Record<string, Output>> } = JSON.parse(text);
    const asked = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
    t.true(asked.length > 10);
    const outside = asked.map(({ path }) => path).filter((path) => !isBuiltin(path) && !path.startsWith('.'));
    t.deepEqual([...new Set(outside)], []);
  });
}

/** A file of a bundle, as esbuild describes it. */
interface Output {
  readonly imports: readonly { readonly path: string; readonly external?: boolean }[];
}
