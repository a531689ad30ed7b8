import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownPort } from '@ackring/testkit/run/own-ports';
import { makeSpecimen } from '@ackring/testkit/specimen';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { openTerminal, temporaryHome } from './driver.js';

const { certificate, key } = await makeSpecimen();
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A thousand contexts, so that their outline is kept. */
const contexts = (server: string) => {
  const numbers = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));
  return `clusters:
- name: c
  cluster:
    server: ${server}
contexts:
${numbers.map((n) => `- name: x${n}\n  context:\n    cluster: c\n    user: u${n}\n`).join('')}users:
${numbers.map((n) => `- name: u${n}\n  user:\n    client-certificate-data: ${base64(certificate)}\n    client-key-data: ${base64(key)}\n`).join('')}`;
};

test('a large file is shown the same when its outline is kept, and anew as soon as it changes', async (t) => {
  await using folder = await temporaryHome();
  const { home } = folder;
  // The screen dials it.
  const nowhere = async () => `https://127.0.0.1:${await ownPort()}`;
  const [before, after] = [await nowhere(), await nowhere()];
  const file = join(home, '.kube', 'config');
  await mkdir(join(home, '.kube'));
  await writeFile(file, contexts(before), { mode: 0o600 });
  const open = () => openTerminal({ home, args: ['--screen', 'contexts'], columns: 140, rows: 30 });
  const outlines = join(home, '.local/state/ackring/kubeconfig-outlines');
  const kept = async () => (await readdir(outlines).catch(() => [])).filter((name) => !name.includes('.'));
  const shown: string[] = [];
  for (const _ of ['made', 'found']) {
    await using terminal = await open();
    await terminal.see('x020');
    await terminal.press('d');
    await terminal.see(before);
    await terminal.see(/│ +✕ .* refuses connections/);
    // Below it is the latest message, whichever that is.
    shown.push(terminal.screen().split('\n').slice(0, -2).join('\n'));
    // A busy machine shows the rows before it has kept them.
    await until(async () => (await kept()).length === 1);
  }
  t.is(shown[1], shown[0]);

  await using terminal = await open();
  await terminal.see('x020');
  // Whoever looks while it is written would keep the outline of its first half as well.
  await writeFile(`${file}.new`, contexts(after).replaceAll('name: x', 'name: y'), { mode: 0o600 });
  await rename(`${file}.new`, file);
  await terminal.press('ctrl-r');
  await terminal.see('y020');
  t.notRegex(terminal.screen(), /x\d{3}/);
  await terminal.press('d');
  await terminal.see(after);
  await until(async () => (await kept()).length === 2);
});
