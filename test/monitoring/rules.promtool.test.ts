import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from '../command-line/run-ackring.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../docs/monitoring', import.meta.url));
const silence = fileURLToPath(new URL('../../../functions/rotate/silence', import.meta.url));

test('the alert rules are well-formed, and fire when intended', async (t) => {
  await t.notThrowsAsync(run('promtool', ['check', 'rules', 'alerts.yaml'], { cwd: folder }));
  await t.notThrowsAsync(run('promtool', ['check', 'rules', 'prometheus-rules.yaml'], { cwd: silence }));
  await t.notThrowsAsync(run('promtool', ['test', 'rules', 'alerts.test.yaml'], { cwd: folder }));
});

test("the metrics follow Prometheus' rules, even with hostile names", async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: ['a"b', 'a\\b', 'a\nb', '{}', '\u202egnp'].map((name) => ({
        name,
        holders: { ops: { daysLeft: 100 } },
      })),
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const file = join(ackring.home, 'ackring.prom');
  const ran = await ackring.run(['expiry', '--prometheus', file]);
  t.is(ran.code, 0, ran.stderr);
  const promtool = spawn('promtool', ['check', 'metrics']);
  promtool.stdin.end(await readFile(file));
  const [told, said] = await Promise.all([text(promtool.stdout), text(promtool.stderr)]);
  t.is(told + said, '');
});
