import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import test from 'ava';
import { unzipSync } from 'fflate';
import { extract, list } from 'tar';
import { cloneInto, emptyFolder, packInto, version } from './packed.js';

const tarball = `ackring-${version}.tgz`;

const one = emptyFolder(test.after.always);
const other = emptyFolder(test.after.always);

const elsewhere = emptyFolder(test.after.always);
/** Made here, with a Node that is installed: only there is one from npm for each platform. */
const executable = `${process.platform}-${process.arch}`;
/** With the libraries of Debian's packages. */
const withImage = existsSync('/var/lib/dpkg/status');

test.before('two builds', async () => {
  const clone = join(elsewhere, 'a clone at another path');
  await cloneInto(clone);
  await packInto(one, { umask: '022', zone: 'UTC', executable, withImage });
  await packInto(other, { source: clone, umask: '077', zone: 'Asia/Tokyo', executable, withImage });
});

test('two builds in clones at different paths are identical, executables and their image too', async (t) => {
  const sums = await readFile(join(one, 'SHA256SUMS'), 'utf8');
  t.is(sums.trim().split('\n').length, withImage ? 9 : 7);
  t.is(await readFile(join(other, 'SHA256SUMS'), 'utf8'), sums);
});

test('an executable does not tell where it was made', async (t) => {
  const archive = join(one, `ackring-${version}-${executable}.tar.gz`);
  const chunks: Buffer[] = [];
  await list({
    file: archive,
    filter: (path) => path.endsWith('/ackring'),
    onReadEntry: (entry) => void entry.on('data', (chunk: Buffer) => chunks.push(chunk)),
  });
  const program = Buffer.concat(chunks);
  t.true(program.includes('boot.mjs'));
  t.false(program.includes(process.cwd()));
});

test('the tarball contains the program, the function, and nothing else', async (t) => {
  const folder = emptyFolder((remove) => t.teardown(remove));
  const modes = new Map<string, number | undefined>();
  await list({ file: join(one, tarball), onReadEntry: ({ path, mode }) => modes.set(path, mode) });
  const expected =
    /^package\/(package\.json|README\.md|CHANGELOG\.md|LICENSE|man\/ackring\.1|monitoring\/[\w.-]+|THIRD-PARTY-NOTICES\.txt|sbom\.cdx\.json|dist\/ackring\.js|dist\/bundle\/(main|opening|plug-in|version|(chunks|opening)\/[\w-]+)\.js|dist\/bundle\/opening\/[\w-]+\.json|dist\/bundle\/chunks\/(client-parts|yaml)\.cjs|function\/(s\.yaml|README\.md|policy\/[\w-]+\.json|silence\/[\w-]+\.(tf|yaml)|terraform\/[\w/-]+\.(tf|json|yaml))|function\/code\/((index|later|server)\.js|package\.json))$/;
  t.deepEqual(
    [...modes.keys()].filter((path) => !expected.test(path)),
    [],
  );
  t.is(modes.get('package/dist/ackring.js'), 0o755);

  await extract({ file: join(one, tarball), cwd: folder });
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8'));
  t.like(manifest, { name: 'ackring', bin: { ackring: 'dist/ackring.js' } });
  t.notRegex(JSON.stringify(manifest), /dependencies|workspace:|scripts|private/i);
  const page = await readFile(join(folder, 'package/man/ackring.1'), 'utf8');
  t.regex(page, new RegExp(`^\\.TH ACKRING 1 "\\d{4}-\\d\\d-\\d\\d" "ackring ${version}" `, 'm'));
  for (const path of modes.keys()) {
    t.false(
      (await readFile(join(folder, path), 'utf8')).includes(process.cwd()),
      `${path} names this machine`,
    );
  }
  const zip = unzipSync(await readFile(join(one, `ackring-function-${version}.zip`)));
  t.deepEqual(Object.keys(zip), ['index.js', 'later.js', 'package.json', 'server.js']);
});

test('the provenance statement lists each file with its checksum', async (t) => {
  const statement = JSON.parse(await readFile(join(one, 'provenance.intoto.json'), 'utf8'));
  t.like(statement, {
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: 'https://slsa.dev/provenance/v1',
  });
  const sums = await readFile(join(one, 'SHA256SUMS'), 'utf8');
  const subjects: readonly { name: string; digest: { sha256: string } }[] = statement.subject;
  t.is(subjects.length, withImage ? 8 : 6);
  for (const { name, digest } of subjects) t.true(sums.includes(`${digest.sha256}  ${name}\n`), name);
});

test('the bill of materials is valid CycloneDX and lists exactly what is bundled', async (t) => {
  const folder = emptyFolder((remove) => t.teardown(remove));
  await extract({ file: join(one, tarball), cwd: folder });
  const text = await readFile(join(folder, 'package/sbom.cdx.json'), 'utf8');
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  t.is(await validator.validate(text), null);
  const bundled = [...text.matchAll(/"purl": "pkg:npm\/(.+)@/g)].map(([, name]) => name);
  for (const name of ['ink', 'yaml', '%40alicloud/openapi-core', 'valibot'])
    t.true(bundled.includes(name), name);
  for (const name of ['ava', 'esbuild', 'typescript', 'node', 'axios', '%40ackring/core']) {
    t.false(bundled.includes(name), name);
  }
  const notices = await readFile(join(folder, 'package/THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of bundled.slice(1)) {
    if (name !== undefined) t.true(notices.includes(`${name.replace('%40', '@')} `), `no notice of ${name}`);
  }
});
