import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import { deployFunction } from 'ackring/features/demo/deploy';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from '../command-line/run-ackring.js';
import { inLanes } from '../lanes.js';
import { shellLines, shownFiles } from './shell-blocks.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = join(root, 'tui/dist/ackring.js');

/** Commands that a document may show although they cannot be run here. */
const notRunHere = [
  /^npx -y pnpm@12(?:\.[\d.]+)? (demo|test|pack:npm|pack:release|emulator|ackring)/,
  /^npm (install|root) /,
  /^s (alias|config|deploy|invoke|logs|remove|version)\b/,
  /^cp /,
  /^export /,
  /^aliyun (ram|configure) /,
];

// Without it these lines are skipped, like the tests named after it.
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

const documents = [
  ...readdirSync(root).filter((name) => /^README.*\.md$/.test(name)),
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .filter((name) => typeof name === 'string' && name.endsWith('.md'))
    .map((name) => join('docs', String(name))),
].sort();

const inLane = inLanes(4);

for (const document of documents) {
  const markdown = readFileSync(join(root, document), 'utf8');
  if (shellLines(markdown).length === 0) continue;
  test(`every command of ${document} does what the document says`, (t) =>
    inLane(() => runDocument(t, markdown)));
}

test('no document lost its commands', (t) => {
  const count = documents.flatMap((document) =>
    shellLines(readFileSync(join(root, document), 'utf8')),
  ).length;
  t.true(count > 30, `${count} commands`);
});

async function runDocument(t: ExecutionContext, markdown: string): Promise<void> {
  await using emulator = await startEmulator();
  // As after the document's own `s deploy`, which cannot be run here.
  await deployFunction({ emulator });
  const shell = await createAckring(t, emulator, ['/bin/sh', '-c']);
  writeFileSync(join(shell.home, 'ackring'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(shell.home, 'ackring'), 0o755);
  // Beside the kubeconfig and not around it, like a reader's own folder.
  const cwd = join(shell.home, 'work');
  mkdirSync(cwd);
  for (const [name, text] of shownFiles(markdown)) writeFileSync(join(cwd, name), text);
  // What a reader has of others.
  const theirs = 'from-a-colleague.yaml';
  if (markdown.includes(theirs)) {
    const { yaml } = await makeSpecimen({ clusterId: specimenClusterId(0) });
    writeFileSync(join(cwd, theirs), yaml, { mode: 0o600 });
  }
  const environment = { PATH: `${shell.home}${delimiter}${process.env['PATH']}` };
  // Whoever is on call has one.
  if (shellLines(markdown)[0]?.line === 'ackring verify --all')
    t.is((await shell.run(['ackring get prod-tokyo-api --quiet'], { environment, cwd })).code, 0);
  for (const { line, exit } of shellLines(markdown)) {
    if (/^kubectl | -- kubectl /.test(line) && !hasKubectl) continue;
    if (!/^(ackring|kubectl|mkdir) /.test(line)) {
      t.true(
        notRunHere.some((pattern) => pattern.test(line)),
        `neither run nor allowed: ${line}`,
      );
      continue;
    }
    // A shell of one's own needs a terminal: here it runs a command.
    const typed = /^ackring shell /.test(line) && !line.includes(' -- ') ? `${line} -- true` : line;
    const run = await shell.run([typed], { environment, cwd });
    t.is(run.code, exit, `${line}\n${run.stdout}${run.stderr}`);
  }
}
