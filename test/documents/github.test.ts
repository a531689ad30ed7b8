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

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

for (const name of ['ci', 'release']) {
  test(`${name} runs what everybody runs, and nothing that somebody else could change`, async (t) => {
    const text = await readFile(new URL(`workflows/${name}.yml`, folder), 'utf8');
    const { permissions, jobs }: Workflow = parse(text);
    t.deepEqual(permissions, name === 'ci' ? { contents: 'read' } : {});
    for (const [job, { permissions: own = permissions, steps }] of Object.entries(jobs)) {
      const writes = Object.values(own).filter((access) => access !== 'read');
      t.is(writes.length, job === 'publish' ? 3 : 0, `${job} may write`);
      for (const { uses, run, with: given } of steps) {
        // A tag can be moved; a commit cannot.
        if (uses !== undefined) t.regex(uses, /@[0-9a-f]{40}$/);
        if (uses?.startsWith('actions/checkout@')) t.is(given?.['persist-credentials'], false);
        // An expression is put into the script before a shell reads it; a variable is not.
        t.notRegex(run ?? '', /\$\{\{/, job);
      }
    }
    t.is(text.match(/uses: /g)?.length, text.match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)?.length);
    t.regex(text, /\.ci\/run/);
  });

  test(`${name} names the one pnpm that releases are made with`, async (t) => {
    const text = await readFile(new URL(`workflows/${name}.yml`, folder), 'utf8');
    const { pnpm } = JSON.parse(
      await readFile(new URL('scripts/release/executable/platforms.json', root), 'utf8'),
    );
    t.deepEqual([...new Set(text.match(/pnpm@\S+/g))], [`pnpm@${pnpm}`]);
  });
}
