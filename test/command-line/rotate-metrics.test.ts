import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('rotate apply writes its result for Prometheus, every series once', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'due', holders: { ops: { daysLeft: 100 } } },
        { name: 'same', holders: { ops: { daysLeft: 900 } } },
        { name: 'same', region: 'cn-beijing', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const at = (name: string) => join(ackring.home, name);
  await writeFile(at('rotation.yaml'), `sinks: [{kind: file, directory: ${at('keys')}}]\nholders: false`);
  const apply = ['rotate', 'apply', '--config', at('rotation.yaml'), '--prometheus', at('a.prom')];
  const run = await ackring.run(apply);
  t.is(run.code, 0, run.stderr);
  const text = await readFile(at('a.prom'), 'utf8');
  t.regex(text, /^ackring_rotation_conditions\{condition="ready"\} 3$/m);
  t.regex(text, /^ackring_rotation_credentials\{result="renewed"\} 1$/m);
  t.regex(text, /^ackring_rotation_held_until_seconds\{cluster="due",cluster_id="c\w+",.*\} \d{10}$/m);
  const series = text
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [] : [line.replace(/ \S+$/, '')]));
  t.is(new Set(series).size, series.length);
  t.false(text.includes('PRIVATE KEY'));
});
