import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { latecomers } from '../latecomers.js';
import { createAckring, type Run } from './run-ackring.js';

/** What reads the whole fleet; `{home}` is filled in. */
const reading: readonly string[] = [
  'clusters',
  'clusters --json',
  'access',
  'access --json',
  'access --record --json',
  'expiry',
  'expiry --json',
  'expiry --prometheus {home}/metrics',
  'usage --json',
  'usage',
  'policy check --file {home}/rules.yaml --json',
  'clean --user tom --json',
  'migrate --user mei --json',
  'rotate plan',
  'rotate plan --json',
  'contexts prune --dry-run --json',
  'verify --all --json',
  'verify --all',
  'leak {home} --json',
  'doctor --json',
  'get tokyo --dry-run',
];

/** Two regions, so that more than one problem is reported. */
const refusing = ['/regions/us-east-1/', '/regions/cn-beijing/'];
const refusal = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;

/** Names of a run, and what a clock shows, with the room that it takes in a column: looks themselves are activity. */
const ofTheRun =
  /request id: [0-9A-F-]+|"requestId": ?"[^"]*"|"(?:runId|now|startedAt|finishedAt|from|to|file|report|lastActivity|lastUsed)": ?"[^"]*"|"(?:durationMs|latencyMs)": ?[\d.]+|\d+ (?:ms|s ago|min ago|s of the cloud) */g;

function told({ code, stdout, stderr }: Run): string {
  return `${code}\n${stdout}\n${stderr}`.replace(ofTheRun, '…');
}

test('no command’s answer depends on the order in which regions, clusters and API servers answer', async (t) => {
  await using emulator = await startEmulator({ scenario: 'fleet' });
  const ackring = await createAckring(t, emulator);
  await writeFile(join(ackring.home, 'rules.yaml'), 'rules: [{identities: people, maxLife: 90d}]\n');
  for (const name of ['prod-tokyo-api', 'prod-hangzhou-web', 'prod-frankfurt', 'dev-singapore'])
    t.is((await ackring.runHere(['get', name, '--long-term', '--no-verify'])).code, 0);
  for (const line of reading) {
    const args = line.replaceAll('{home}', ackring.home).split(' ');
    const seen: string[] = [];
    for (const isReversed of [false, true]) {
      const inTime = latecomers(emulator, isReversed);
      // Behind the delays: problems have an order too.
      const allowed = refusing.map((path) => emulator.faults.add({ path, effect: refusal }));
      seen.push(told(await ackring.runHere(args)));
      for (const end of [...allowed, inTime]) end();
    }
    t.is(seen[1], seen[0], line);
  }
});
