import { readFile } from 'node:fs/promises';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { keptFiles } from '../secrets/kept-files.js';
import { openTerminal } from './driver.js';

// As a user, or k9s, works: a watch open all the time, and one request after the other beside it.

test('a session of kubectl in a read-only shell sees what happens and changes nothing, and the key is nowhere', async (t) => {
  const cloud = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => cloud.stop());
  await using terminal = await openTerminal({
    cloud,
    columns: 160,
    rows: 40,
    environment: { SHELL: '/bin/sh', PS1: '' },
    args: ['shell', 'prod', '--read-only'],
  });
  await terminal.see('[prod read-only until');
  const say = async (line: string) => {
    await terminal.type(line);
    await terminal.press('enter');
  };
  await say('kubectl get namespaces -w --output name > watched &');
  await say('kubectl get namespaces; echo "listed: $?"');
  await terminal.see('listed: 0');
  await terminal.see(/default +Active/);
  await say('kubectl delete namespace default; echo "deleted: $?"');
  await terminal.see('deleted: 1');
  await say('kubectl get secrets -A; echo "seen: $?"');
  await terminal.see('seen: 1');
  await say('kubectl exec -it web -- sh; echo "entered: $?"');
  await terminal.see('entered: 1');
  await say('kubectl auth can-i get pods; echo "asked: $?"');
  await terminal.see('asked: 0');
  // Ctrl-C ends the foreground command, not the watch behind it, nor the shell, nor ackring.
  await say('echo begun; kubectl get pods -w -A; echo "watched: $?"');
  // Typed before the prompt is back, a line is answered after it.
  await terminal.see(/(?:^|\$ )begun$/m);
  await terminal.press('ctrl-c');
  await say('echo "still here"');
  await terminal.see(/(?:^|\$ )still here$/m);
  const files = await keptFiles(terminal.home);
  for (const { path, text } of files) {
    t.notRegex(text, /PRIVATE KEY|client-key-data|LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk/, path);
  }
  t.true(files.some(({ path }) => /\/sessions\/[0-9a-f]+\/kubeconfig$/.test(path)));
  t.regex(await readFile(`${terminal.home}/watched`, 'utf8'), /namespace\/default/);
  await say('kill %1; exit 0');
  t.is(await terminal.exit(), 0);
  await t.notThrowsAsync(async () => terminal.see('requests were not let through'));
  await terminal.see(/DELETE \/api\/v1\/namespaces\/default: it is not known to read/);
  const left = await keptFiles(terminal.home);
  t.false(left.some(({ path }) => path.includes('/sessions/')));
});
