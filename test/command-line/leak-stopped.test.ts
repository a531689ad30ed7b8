import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { openTerminal } from '../terminal/driver.js';
import { leakContract } from './access-contracts.js';
import { createAckring } from './run-ackring.js';

// A search that is stopped tells what it has found by then, and that there may be more.

async function leaked(t: ExecutionContext, emulator: Emulator) {
  const ackring = await createAckring(t, emulator);
  const tree = join(ackring.home, 'tree');
  await mkdir(join(tree, '.git'), { recursive: true });
  const got = await ackring.run(['get', 'prod', '--long-term', '--output', join(tree, 'key.yaml')]);
  t.is(got.code, 0, got.stderr);
  return { ackring, tree };
}

async function cloudOf(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  return emulator;
}

for (const flags of [[], ['--json'], ['--quiet']])
  test(`Ctrl-C while the cloud is asked: ${flags.join() || 'no flag'}`, async (t) => {
    const emulator = await cloudOf(t);
    const { ackring, tree } = await leaked(t, emulator);
    emulator.faults.add({ operation: 'ListUserKubeConfigStates', effect: { kind: 'delay', ms: 600_000 } });
    const asked = emulator.requests.count('GetCallerIdentity') + 1;
    const child = ackring.start(['leak', '--no-history', tree, ...flags]);
    const [told, said, closed] = [text(child.stdout), text(child.stderr), once(child, 'close')];
    await emulator.requests.reached('GetCallerIdentity', asked);
    child.kill('SIGINT');
    t.deepEqual(await closed, [130, null]);
    t.regex(await said, /\bCancelled\b/);
    t.regex(await said, /stopped before all that is in 1 file had been judged/);
    if (flags[0] === '--json') {
      const [only, ...others] = v.parse(leakContract, JSON.parse(await told));
      t.is(others.length, 0);
      t.like(only, { door: 'unknown', reason: 'NotAsked', remedy: 'ackring leak FILE' });
    } else t.regex(await told, / at .*: unknown, stopped before anybody was asked/);
  });

test('a terminal shows how far the search is, and Ctrl-C ends it with what it found', async (t) => {
  const emulator = await cloudOf(t);
  const { ackring, tree } = await leaked(t, emulator);
  const programs = join(ackring.home, 'bin');
  await mkdir(programs);
  const git = join(programs, 'git');
  // As one that has much to read.
  await writeFile(git, '#!/bin/sh\nexec tail -f /dev/null\n');
  await chmod(git, 0o755);
  const terminal = await openTerminal({
    ...{ cloud: emulator, home: ackring.home, args: ['leak', tree], columns: 100 },
    environment: { PATH: `${programs}:${process.env['PATH']}` },
  });
  await using _ = terminal;
  await terminal.see(/searching: 1 file read, 1 found · \d+ s · Ctrl-C stops · key.yaml/);
  await terminal.press('ctrl-c');
  t.is(await terminal.exit(), 130);
  t.regex(terminal.screen(), /unknown, stopped before anybody was asked/);
  t.regex(terminal.screen(), /1 certificate was found in what could be searched/);
  t.regex(terminal.screen(), /stopped after 1 file/);
  t.notRegex(terminal.screen(), /Ctrl-C stops/);
});

test('installed packages are left out, told of, and searched where that is asked for', async (t) => {
  const emulator = await cloudOf(t);
  const { ackring, tree } = await leaked(t, emulator);
  const { stdout: key } = await ackring.run(['get', 'prod', '--long-term', '--stdout']);
  const installed = join(tree, 'web', 'node_modules', 'one');
  await mkdir(installed, { recursive: true });
  await writeFile(join(installed, 'hidden.yaml'), key);
  const placesBy = async (...args: string[]) => {
    const run = await ackring.runHere(['leak', '--no-probe', '--no-history', '--json', ...args]);
    return v.parse(leakContract, run.json()).flatMap(({ places }) => places.map(({ file }) => file));
  };
  // Without a package.json nobody but its owner has put it there.
  t.true((await placesBy(tree)).includes('web/node_modules/one/hidden.yaml'));
  await writeFile(join(tree, 'web', 'package.json'), '{}');
  t.deepEqual(await placesBy(tree), ['key.yaml']);
  t.true((await placesBy('--node-modules', tree)).includes('web/node_modules/one/hidden.yaml'));
  t.deepEqual(await placesBy(join(tree, 'web', 'node_modules')), ['one/hidden.yaml']);
  const told = await ackring.runHere(['leak', '--no-probe', join(tree, 'web')]);
  t.regex(told.stderr, /left out, unless you give `--node-modules`: node_modules$/m);
  t.regex(told.stderr, /no kubeconfig was found outside node_modules$/m);
});

test('programs that are too large are told in one line, with what can be done about them', async (t) => {
  const ackring = await createAckring(t, null);
  const tree = join(ackring.home, 'tree');
  await mkdir(tree);
  const large = (head: Buffer) => Buffer.concat([head, Buffer.alloc(17 * 1_048_576, 'a')]);
  const elf = large(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3e, 0]));
  for (const name of ['one.node', 'two.node']) await writeFile(join(tree, name), elf);
  await writeFile(join(tree, 'notes.txt'), large(Buffer.from('text')));
  await writeFile(
    join(tree, 'wide.txt'),
    large(Buffer.from('apiVersion: v1\nkind: Config\n'.repeat(9), 'utf16le')),
  );
  await writeFile(join(tree, 'all.gz'), large(Buffer.from('1f8b0800', 'hex')));
  const { code, stderr } = await ackring.runHere(['leak', tree]);
  t.is(code, 7, stderr);
  t.regex(stderr, /: 2 binary files larger than 16 MiB: one\.node, two\.node .*\nremedy: .*`strings/);
  t.deepEqual(stderr.match(/^.*(?=: error: not searched: it is)/gm), ['all.gz', 'notes.txt', 'wide.txt']);
  t.is(stderr.match(/split -b/g)?.length, 2);
  const run = await ackring.runHere(['leak', tree, '--json']);
  t.is(run.stderr.trim().split('\n').length, 5);
});
