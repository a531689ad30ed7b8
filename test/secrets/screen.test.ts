import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { openTerminal, type Terminal } from '../terminal/driver.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { heldByThree } from './held-by-three.js';
import { keptFiles } from './kept-files.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// A walk through the full screen: nothing that it draws, copies, pages or passes to an editor is a secret.

const places = [/^\.kube\/config$/, /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/];

test('every screen, dialog and text, a fetch and a revoke show no secret', async (t) => {
  const emulator = await startEmulator({ scenario: heldByThree });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const { home } = program;
  t.is((await program.run(['get', 'prod', '--long-term', '--context', 'mine'])).code, 0);
  await mkdir(join(home, 'bin'));
  // Both keep what they were shown: an editor its file's name, a pager the text.
  await writeFile(join(home, 'bin', 'editor'), `#!/bin/sh\necho "$1" >> '${home}/edited'\n`, { mode: 0o755 });
  await writeFile(join(home, 'bin', 'pager'), `#!/bin/sh\ncat >> '${home}/paged'\n`, { mode: 0o755 });
  await using terminal = await openTerminal({
    cloud: emulator,
    home,
    columns: 140,
    rows: 52,
    environment: {
      ...program.environment,
      ...cloud.session,
      EDITOR: `'${home}/bin/editor'`,
      PAGER: `'${home}/bin/pager'`,
    },
  });
  const seen = (what: string | RegExp) => watch(terminal, what, program.hear);
  await seen('2 clusters');
  await terminal.press('y');
  await seen('apiVersion: v1');
  await terminal.press('esc', 'enter');
  await seen('Overview');
  for (const _ of Array(5)) await terminal.press('tab');
  await terminal.press('esc', 'f');
  await seen('Fetch a kubeconfig');
  await terminal.press('enter');
  await seen(/✓ .* answers as/);

  await terminal.press('2');
  await seen('mine');
  await terminal.type('/mine');
  await terminal.press('enter', 'v');
  await seen(/✓ \d+ ms/);
  await terminal.press('enter');
  await seen('system:users');
  await terminal.press('esc', 'y');
  await seen('client-key-data: DATA+OMITTED');
  await terminal.press('c', 'p');
  await written(join(home, 'paged'));
  await seen('client-key-data: DATA+OMITTED');
  await terminal.press('esc');
  await terminal.seeGone('DATA+OMITTED');
  await terminal.press('c', 'e');
  await written(join(home, 'edited'));
  await seen('u use');
  await terminal.press('r');
  await seen(/renew/i);
  for (const [key, sign] of [
    ['3', 'identities in'],
    ['4', 'gone'],
    ['5', /renew|keep|deliver/],
    ['6', 'mine'],
    ['?', 'help'],
  ] as const) {
    await terminal.press(key);
    await seen(sign);
  }
  await terminal.press('esc');
  await terminal.type(':revoke prod');
  await terminal.press('enter');
  await seen('[ leave everything ]');
  await terminal.press('tab', 'enter');
  await terminal.type('prod');
  await terminal.press('enter');
  await seen('the old one is dead');
  await seen('⏎ closes');
  await terminal.press('enter');
  await terminal.seeGone('⏎ closes');
  await terminal.press('q');
  await terminal.exit();
  program.hear({ where: 'the terminal', text: terminal.output() });

  const marks = cloud.marks();
  t.true(emulator.requests.count('RevokeK8sClusterKubeConfig') === 1);
  t.regex(await readFile(join(home, 'paged'), 'utf8'), /DATA\+OMITTED/);
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  const holding = keptOnlyIn(t, marks, { files: await keptFiles(home), places });
  t.not(holding.length, 0);
});

async function written(file: string): Promise<void> {
  await until(() => readFile(file, 'utf8').catch(() => ''));
}

/** The screen, by lines and joined: a wrapped secret is still one. */
async function watch(
  terminal: Terminal,
  what: string | RegExp,
  hear: (told: { where: string; text: string }) => void,
): Promise<void> {
  await terminal.see(what);
  const text = terminal.screen();
  hear({ where: `the screen with ${what}`, text: `${text}\n${text.replace(/[\s│]+/g, '')}` });
}
