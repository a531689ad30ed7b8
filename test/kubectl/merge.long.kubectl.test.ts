import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { planMerge } from '@ackring/core/internal/kubeconfig/merge';
import { systemClock } from '@ackring/core/internal/machine/clock';
import {
  createKubeconfigFiles,
  type KubeconfigFiles,
} from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import { AckringError } from '@ackring/core/internal/words/errors';
import { makeSpecimen, type Specimen, specimenOwner } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { corpus } from './corpus.js';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'ackring-kubectl-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

interface Named {
  readonly name: string;
}

interface View {
  readonly clusters: Named[] | null;
  readonly contexts: Named[] | null;
  readonly users: Named[] | null;
  readonly 'current-context': string;
}

/** How kubectl itself reads the file; null if it refuses it. */
async function kubectlView(file: string): Promise<View | null> {
  const args = ['--kubeconfig', file, 'config', 'view', '--raw', '-o', 'json'];
  try {
    const { stdout } = await run('kubectl', args, {
      env: { ...process.env, HOME: folder },
      maxBuffer: 64 * 2 ** 20,
    });
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}

function withMaterial(text: string, { certificate, key, authority }: Specimen): string {
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  return text
    .replaceAll('KEY_IN_LINES', base64(key).replaceAll(/.{64}/g, '$&\n      '))
    .replaceAll(/\bCERT\b/g, base64(certificate))
    .replaceAll(/\bKEY\b/g, base64(key))
    .replaceAll(/\bCA\b/g, base64(authority));
}

async function merge(files: KubeconfigFiles, file: string, issued: string): Promise<string> {
  let context = '';
  await files.edit(file, (existing) => {
    const plan = planMerge({ existing, file, issued, owner: specimenOwner(), use: false, taken: [] });
    context = plan.context;
    return plan.text;
  });
  return context;
}

function without(view: View | null, name: string) {
  const others = (list: Named[] | null | undefined) => (list ?? []).filter((each) => each.name !== name);
  const { clusters, contexts, users } = view ?? {};
  return { ...view, clusters: others(clusters), contexts: others(contexts), users: others(users) };
}

function entriesOf(view: View | null, name: string) {
  const one = (list: Named[] | null | undefined) => (list ?? []).filter((each) => each.name === name);
  return [one(view?.clusters), one(view?.contexts), one(view?.users)];
}

/** Every line of `before`, in order, is a line of `after`, or one with an insertion. */
function assertLinesKept(t: ExecutionContext, before: string, after: string): void {
  const lines = after.split('\n');
  let at = 0;
  for (const line of before.split('\n')) {
    const found = lines.findIndex((each, index) => index >= at && (each === line || isGrown(line, each)));
    if (found !== -1) at = found + 1;
    else if (line !== '') t.regex(line, emptyList, 'nothing but an empty list may change');
  }
}

const emptyList = /^["']?(?:clusters|contexts|users)["']?: *(?:\[ ?\]|null|~)/;

/** In flow style, entries are inserted into a line: its previous content stays, in order. */
function isGrown(line: string, grown: string): boolean {
  if (!/[[\]{}]/.test(line)) return false;
  let at = -1;
  return [...line.replaceAll('null', '')].every((character) => {
    at = grown.indexOf(character, at + 1);
    return at !== -1;
  });
}

for (const { name, text, expect = 'merged' } of corpus) {
  test(`${expect}: ${name}`, async (t) => {
    const home = await mkdtemp(join(folder, 'home-'));
    const file = join(home, 'config');
    const [specimen, renewed] = await Promise.all([
      makeSpecimen(),
      makeSpecimen({ issuedAt: new Date('2029-06-01T00:00:00Z'), keyNumber: 1 }),
    ]);
    const before = withMaterial(text, specimen);
    await writeFile(file, before, { mode: 0o644 });
    const files = createKubeconfigFiles({
      environment: {},
      home,
      stateDirectory: join(home, 'state'),
      clock: systemClock,
    });

    if (expect === 'refused') {
      await t.throwsAsync(merge(files, file, specimen.yaml), { instanceOf: AckringError });
      t.is(await readFile(file, 'utf8'), before);
      return;
    }
    const seen = await kubectlView(file);
    t.truthy(seen, 'kubectl accepts the file, else the corpus is wrong');
    const context = await merge(files, file, specimen.yaml);
    const merged = await kubectlView(file);
    t.deepEqual(without(merged, context), without(seen, context));
    t.like(entriesOf(merged, context), [
      [
        {
          cluster: {
            server: 'https://203.0.113.10:6443',
            'certificate-authority-data': base64(specimen.authority),
          },
        },
      ],
      [{ context: { cluster: context, user: context } }],
      [
        {
          user: {
            'client-certificate-data': base64(specimen.certificate),
            'client-key-data': base64(specimen.key),
          },
        },
      ],
    ]);
    const afterMerge = await readFile(file, 'utf8');
    assertLinesKept(t, before, afterMerge);

    t.is(await merge(files, file, renewed.yaml), context);
    const updated = await kubectlView(file);
    t.deepEqual(without(updated, context), without(seen, context));
    t.like(entriesOf(updated, context)[2], [
      { user: { 'client-certificate-data': base64(renewed.certificate) } },
    ]);
    await files.undo();
    t.is(await readFile(file, 'utf8'), afterMerge);
    await files.undo();
    t.is(await readFile(file, 'utf8'), before);
  });
}

function base64(pem: string): string {
  return Buffer.from(pem).toString('base64');
}

test('the corpus is large', (t) => {
  t.true(corpus.length >= 60, `${corpus.length}`);
});
