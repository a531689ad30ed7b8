import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

// With --json the errors of a partial answer are JSON as well, a line each, beside the data.

const commands: readonly (readonly [
  args: readonly string[],
  code: number,
  problems: Readonly<Record<string, number>>,
])[] = [
  [['contexts'], 7, { KubeconfigInvalid: 1 }],
  [['inspect'], 7, { KubeconfigInvalid: 1 }],
  [['inspect', '--all'], 7, { KubeconfigInvalid: 1 }],
  [['verify', '--all'], 1, { KubeconfigInvalid: 1 }],
  [['expiry'], 7, { KubeconfigInvalid: 1, Forbidden: 1 }],
  [['clusters'], 7, { Forbidden: 1 }],
  [['renew', '--all', '--dry-run'], 7, { KubeconfigInvalid: 1 }],
  [['get', 'prod'], 1, { VerificationFailed: 1 }],
];

for (const [args, code, expected] of commands) {
  test(`failed parts of ${args.join(' ')} are reported as JSON beside the data`, async (t) => {
    await using emulator = await startEmulator({
      scenario: {
        clusters: [
          { name: 'prod', holders: { ops: { daysLeft: 900 } } },
          { name: 'away', region: 'cn-beijing' },
        ],
      },
    });
    const ackring = await createAckring(t, emulator);
    const broken = join(ackring.home, 'broken');
    await writeFile(broken, 'clusters: hello\n', { mode: 0o600 });
    t.is((await ackring.runHere(['get', 'prod', '--long-term', '--use'])).code, 0);
    emulator.faults.add({ service: 'kubernetes', effect: { kind: 'html' } });
    emulator.faults.add({
      operation: 'DescribeClustersForRegion',
      path: 'cn-beijing',
      effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
    });
    const environment = { KUBECONFIG: [ackring.kubeconfig, broken].join(delimiter) };
    const run = await ackring.runHere([...args, '--json'], { environment });
    t.is(run.code, code, run.stderr);
    t.notThrows(() => run.json(), run.stdout);
    const codes = run.stderr
      .trimEnd()
      .split('\n')
      .map((line): string => JSON.parse(line).error.code);
    t.deepEqual(
      Object.fromEntries([...Map.groupBy(codes, (each) => each)].map(([each, all]) => [each, all.length])),
      expected,
      run.stderr,
    );
  });
}
