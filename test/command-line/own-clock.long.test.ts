import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { openTerminal } from '../terminal/driver.js';
import { createAckring } from './run-ackring.js';

// People read every time on their own clock, with its distance from UTC; programs read UTC.

const hourMs = 3_600_000;
const inUtc = /\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z|\d\d:\d\d UTC/;
const inTokyo = /\d{4}-\d\d-\d\d \d\d:\d\d GMT\+9/;

test('every time of the command line is on the clock of its reader, and in JSON in UTC', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  const ackring = await createAckring(t, cloud);
  const environment = { TZ: 'Asia/Tokyo' };
  const run = (args: readonly string[]) => ackring.run(args, { environment });
  await mkdir(join(ackring.home, '.kube'));
  const ended = await makeSpecimen({
    issuedAt: new Date(Date.now() - 20 * hourMs),
    lifeMs: 2 * hourMs,
    server: 'https://127.0.0.1:1',
  });
  await writeFile(ackring.kubeconfig, ended.yaml, { mode: 0o600 });
  await writeFile(`${ackring.kubeconfig}.lock`, '');
  const doctor = await run(['doctor']);
  t.regex(doctor.stdout, /config\.lock has been there since \d{4}-\d\d-\d\d \d\d:\d\d GMT\+9/);
  t.regex((await run(['doctor', '--json'])).stdout, /has been there since \d{4}-\d\d-\d\dT[\d:]+Z/);
  await rm(`${ackring.kubeconfig}.lock`);
  const told: Readonly<Record<string, RegExp>> = {
    'get prod': /certificate until \d{4}-\d\d-\d\d \d\d:\d\d GMT\+9/,
    inspect: inTokyo,
    history: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\+9/,
    expiry: /\d{4}-\d\d-\d\d/,
  };
  for (const [line, shown] of Object.entries(told)) {
    const { stdout, stderr } = await run(line.split(' '));
    t.regex(stdout + stderr, shown, line);
    t.notRegex(stdout + stderr, inUtc, line);
    const json = await run([...line.split(' '), '--json']);
    t.notRegex(json.stdout, /GMT/, line);
  }

  await using terminal = await openTerminal({ cloud, home: ackring.home });
  await terminal.press('f');
  await terminal.see(/ends \d{4}-\d\d-\d\d \d\d:\d\d GMT\+9/);
});

test('a refused certificate is told on the clock of its reader, on the screen too', async (t) => {
  await using cloud = await startEmulator({
    now: new Date(Date.now() - 20 * hourMs),
    scenario: { clusters: [{ name: 'prod' }] },
  });
  const ackring = await createAckring(t, cloud);
  const refused = /its certificate ended at \d{4}-\d\d-\d\d \d\d:\d\d GMT\+9/;
  const line = ['get', 'prod', '--temporary', '1h'];
  t.regex((await ackring.run(line, { environment: { TZ: 'Asia/Tokyo' } })).stderr, refused);
  t.regex(
    (await ackring.run([...line, '--json'])).stderr,
    /its certificate ended at \d{4}-\d\d-\d\dT[\d:]+Z/,
  );
  await using terminal = await openTerminal({ cloud, home: ackring.home, columns: 200 });
  await terminal.press('f');
  await terminal.see(/user +ack/);
  await terminal.press('enter');
  await terminal.see(refused);
});
