import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import test from 'ava';
import { parse } from 'yaml';
import { emptyFolder, version } from './packed.js';

const root = new URL('../../../', import.meta.url);

interface Release {
  readonly version: string;
  readonly homepage: string;
  readonly license: string;
  readonly date: string | null;
  readonly sums: Readonly<Record<string, string>>;
}

const { manifests } = (await import(new URL('scripts/release/manifests.mjs', root).href)) as {
  manifests(release: Release): Readonly<Record<string, string>>;
};
const { platforms } = JSON.parse(
  await readFile(new URL('scripts/release/executable/platforms.json', root), 'utf8'),
);

const names = Object.keys(platforms);
const release: Release = {
  version: '1.2.3',
  homepage: 'https://github.com/ackring/ackring',
  license: 'Apache-2.0',
  date: '2026-11-27T00:00:00.000Z',
  sums: Object.fromEntries(names.map((name, index) => [name, `${index}`.repeat(64)])),
};
const made = manifests(release);

/** The schemas as their projects publish them. */
const schemas: readonly (readonly [schema: string, manifest: string])[] = [
  ['scoop', 'scoop/ackring.json'],
  ['winget.version', 'winget/Ackring.Ackring.yaml'],
  ['winget.defaultLocale', 'winget/Ackring.Ackring.locale.en-US.yaml'],
  ['winget.installer', 'winget/Ackring.Ackring.installer.yaml'],
];

async function problems(schema: string, value: unknown): Promise<readonly string[]> {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { long: true } });
  addFormats.default(ajv);
  const text = await readFile(new URL(`test/packaging/schemas/${schema}.json`, root), 'utf8');
  const validate = ajv.compile(JSON.parse(text.replace(/^\ufeff/, '')));
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

for (const [schema, name] of schemas) {
  test(`${name} follows its schema`, async (t) => {
    const value: unknown = parse(made[name] ?? '');
    t.deepEqual(await problems(schema, value), []);
    t.not((await problems(schema, { ...(value as object), PackageVersion: 7, version: 7 })).length, 0);
  });
}

test('krew’s plugin lists each platform once, with its archive and checksum', (t) => {
  const { apiVersion, kind, metadata, spec } = parse(made['krew/ackring.yaml'] ?? '');
  t.deepEqual(
    [apiVersion, kind, metadata],
    ['krew.googlecontainertools.github.com/v1alpha2', 'Plugin', { name: 'ackring' }],
  );
  t.is(spec.version, 'v1.2.3');
  t.true(spec.shortDescription.length <= 50);
  const selectors = spec.platforms.map(({ selector }: { selector: { matchLabels: object } }) =>
    Object.values(selector.matchLabels).join('/'),
  );
  t.deepEqual(selectors.toSorted(), [
    'darwin/amd64',
    'darwin/arm64',
    'linux/amd64',
    'linux/arm64',
    'windows/amd64',
  ]);
  for (const { uri, sha256, files, bin } of spec.platforms) {
    const [, platform = ''] = /ackring-1\.2\.3-([\w-]+)\.(?:tar\.gz|zip)$/.exec(uri) ?? [];
    t.is(sha256, release.sums[platform]);
    t.is(files[0].from, `ackring-1.2.3-${platform}/${bin}`);
  }
});

test("Homebrew's formula has each of its platforms, and an archive's contents", async (t) => {
  const formula = made['homebrew/ackring.rb'] ?? '';
  for (const name of names.filter((each) => !each.startsWith('win'))) {
    const place = `${release.homepage}/releases/download/v1.2.3/ackring-1.2.3-${name}.tar.gz`;
    t.true(formula.includes(`url "${place}"\n      sha256 "${release.sums[name]}"`), name);
  }
  t.is(formula.match(/\bdo$|^class |^ {2}def /gm)?.length, formula.match(/^\s*end$/gm)?.length);
  const packing = await readFile(new URL('scripts/release/executables.mjs', root), 'utf8');
  for (const [, file = ''] of formula.matchAll(/"(?:man|completions)\/([^"]+)"/g))
    t.true(packing.includes(file), file);
});

test('no manifest lacks a value', (t) => {
  for (const [name, text] of Object.entries(made)) t.notRegex(text, /undefined|null|NaN/, name);
  t.notRegex(manifests({ ...release, date: null })['winget/Ackring.Ackring.installer.yaml'] ?? '', /Date/);
});

test('signed archives are summed anew in a checkout where nothing is installed', async (t) => {
  const checkout = emptyFolder((remove) => t.teardown(remove));
  for (const name of ['package.json', 'scripts'])
    await cp(fileURLToPath(new URL(name, root)), join(checkout, name), { recursive: true });
  const folder = join(checkout, 'dist/release');
  await mkdir(folder, { recursive: true });
  const archives = names.map(
    (name) => `ackring-${version}-${name}.${name.startsWith('win') ? 'zip' : 'tar.gz'}`,
  );
  for (const name of archives) await writeFile(join(folder, name), name);
  await promisify(execFile)(process.execPath, ['scripts/resum.mjs'], { cwd: checkout });
  const sums = await readFile(join(folder, 'SHA256SUMS'), 'utf8');
  const formula = await readFile(join(folder, 'manifests/homebrew/ackring.rb'), 'utf8');
  for (const name of archives) {
    const sum = createHash('sha256').update(name).digest('hex');
    t.true(sums.includes(`${sum}  ${name}\n`), name);
    t.is(formula.includes(sum), !name.endsWith('.zip'), name);
  }
  t.regex(sums, / {2}manifests\/winget\/.*\n.* {2}provenance\.intoto\.json\n$/);
});
