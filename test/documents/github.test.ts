import { readdir, readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import test from 'ava';
import { parse } from 'yaml';

const root = new URL('../../../', import.meta.url);
const folder = new URL('.github/', root);

/** Every file of .github that has a schema, with it. */
const files: readonly (readonly [path: string, schema: string])[] = [
  ['workflows/ci.yml', 'github-workflow'],
  ['workflows/release.yml', 'github-workflow'],
  ['ISSUE_TEMPLATE/bug.yml', 'github-issue-forms'],
  ['ISSUE_TEMPLATE/idea.yml', 'github-issue-forms'],
  ['ISSUE_TEMPLATE/config.yml', 'github-issue-config'],
];

for (const [path, schema] of files) {
  test(`${path} follows its schema`, async (t) => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const text = await readFile(new URL(`test/packaging/schemas/${schema}.json`, root), 'utf8');
    const validate = ajv.compile(JSON.parse(text));
    validate(parse(await readFile(new URL(path, folder), 'utf8')));
    t.deepEqual(
      (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
      [],
    );
  });
}

test('no file of .github is left out', async (t) => {
  const all = await readdir(folder, { recursive: true });
  t.deepEqual(all.filter((name) => name.endsWith('.yml')).toSorted(), files.map(([path]) => path).toSorted());
});

test('workflows run what everybody runs, with minimal permissions', async (t) => {
  for (const name of ['ci', 'release']) {
    const text = await readFile(new URL(`workflows/${name}.yml`, folder), 'utf8');
    t.regex(text, /\.ci\/run/);
    t.regex(text, /^permissions:( \{\}|\n {2}contents: read\n\n)/m);
    t.is(text.match(/actions\/checkout@/g)?.length, text.match(/persist-credentials: false/g)?.length);
    // An event's data come from outside: in a script they would be run.
    t.notRegex(text, /run:.*\$\{\{ *github\.event\./);
  }
  t.regex(await readFile(new URL('workflows/release.yml', folder), 'utf8'), /pnpm@12 pack:release/);
});
