import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { doctorContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const version = v.object({ clientVersion: v.object({ gitVersion: v.string() }) });

async function kubectlMinor(): Promise<number> {
  const { stdout } = await promisify(execFile)('kubectl', ['version', '--client', '-o', 'json']);
  const { gitVersion } = v.parse(version, JSON.parse(stdout)).clientVersion;
  return Number(/^v1\.(\d+)/.exec(gitVersion)?.[1]);
}

test("whether kubectl fits is judged by the API server's own version, else by the cloud's", async (t) => {
  const minor = await kubectlMinor();
  const ours = `1.${minor}.0`;
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'asked', version: ours, holders: { ops: { daysLeft: 900 } } },
        { name: 'unasked', version: ours },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  const found = async () => {
    const run = await ackring.run(['doctor', '--json']);
    return v
      .parse(doctorContract, run.json())
      .filter(({ check }) => check === 'kubectl')
      .map(({ level, detail }) => [level, detail] as const);
  };
  t.is((await ackring.run(['get', 'asked'])).code, 0);
  t.like(await found(), [['ok']]);
  // As during an upgrade that the cloud has not recorded yet.
  emulator.faults.add({
    service: 'kubernetes',
    path: '/version',
    effect: { kind: 'drift', path: 'gitVersion', value: `v1.${minor + 3}.2` },
  });
  const [[level, detail] = ['', '']] = await found();
  t.is(level, 'warning');
  t.regex(detail, new RegExp(`away from asked \\(1\\.${minor + 3}\\.2\\)$`));
});
