import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { tlsFront } from '@ackring/testkit/tls-front';
import test, { type ExecutionContext } from 'ava';
import { showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// What a process reveals when it is debugged, or crashes: logs of libraries, reports, crashes.

const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] } as const;

const crash = new URL('./crash.js', import.meta.url).href;

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const fetched = await program.run(['get', 'prod', '--long-term', '--use']);
  t.is(fetched.code, 0, fetched.stderr);
  return { emulator, cloud, program };
}

test('logs of Node and of the SDKs, switched on, reveal nothing that is sent', async (t) => {
  const { emulator, cloud, program } = await world(t);
  await storeReceivers(emulator, cloud);
  const rotation = join(program.home, 'rotation.yaml');
  await writeFile(rotation, 'sinks: [{kind: file, directory: ./keys}]\n');
  for (const switches of [
    { DEBUG: '*', NODE_DEBUG: 'http,https,net,tls' },
    { NODE_DEBUG: 'http', FORCE_COLOR: '1' },
  ]) {
    const environment = { ...cloud.session, ...switches };
    for (const args of [
      ['clusters'],
      ['get', 'prod', '--context', 'again'],
      ['verify'],
      ['rotate', 'apply', '--config', rotation],
    ]) {
      const ran = await program.run(args, { environment });
      t.is(ran.code, 0, ran.stderr);
      t.notRegex(ran.stderr, /Signature=|x-acs-security-token/i);
    }
  }
  showsNoSecret(t, cloud.marks(), await program.told());
});

test("Node's diagnostic reports contain none of its keys", async (t) => {
  const { cloud, program } = await world(t);
  const reports = join(program.home, 'reports');
  await mkdir(reports);
  const flags = ['--report-on-signal', '--report-on-fatalerror', '--report-uncaught-exception'];
  const falls = {
    signal: "setTimeout(() => process.kill(process.pid, 'SIGUSR2'), 50)",
    memory: 'setTimeout(() => { for (const all = []; ; ) all.push(Array(100_000).fill(all.length)) }, 0)',
  };
  const programs = [
    ...Object.values(falls).map((code) => `data:text/javascript,${encodeURIComponent(code)}`),
    crash,
  ];
  for (const preload of programs) {
    const NODE_OPTIONS = [
      program.environment['NODE_OPTIONS'],
      ...flags,
      `--report-directory=${reports}`,
      '--max-old-space-size=64',
      `--import=${preload}`,
    ].join(' ');
    await program.run(['clusters'], { environment: { ...cloud.session, NODE_OPTIONS } });
  }
  const files = await keptFiles(reports);
  t.true(files.length >= 2);
  showsNoSecret(t, cloud.marks(), [
    ...(await program.told()),
    ...files.map(({ path, text }) => ({ where: path, text })),
  ]);
});

test('an uncaught error ends the program with one sentence', async (t) => {
  const { cloud, program } = await world(t);
  const NODE_OPTIONS = `${program.environment['NODE_OPTIONS']} --import=${crash}`;
  const ran = await program.run(['verify', '--all'], { environment: { ...cloud.session, NODE_OPTIONS } });
  t.is(ran.code, 1);
  t.regex(ran.stderr, /^error: an unexpected Error stopped this \[Internal\]\nremedy: /);
  showsNoSecret(t, cloud.marks(), await program.told());
});

test("nobody can answer in the cloud's name, though Node was told to trust anybody", async (t) => {
  const { emulator, cloud, program } = await world(t);
  // Its authority is trusted by this process alone.
  await using front = await tlsFront(emulator.endpoints.cs);
  const before = emulator.requests.all().length;
  const ran = await program.run(['clusters', '--json', '--region', 'cn-hangzhou'], {
    environment: {
      ...cloud.session,
      ACKRING_CS_ENDPOINT: `https://${front.host}`,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    },
  });
  t.not(ran.code, 0);
  t.regex(ran.stderr, /NODE_EXTRA_CA_CERTS/);
  t.is(emulator.requests.all().length, before);
});
