import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from '../command-line/run-ackring.js';
import { fences } from './shell-blocks.js';

type Policies = NonNullable<
  NonNullable<
    Exclude<NonNullable<Parameters<typeof startEmulator>[0]>['scenario'], string | undefined>['identities']
  >[number]['policies']
>;

const page = fileURLToPath(new URL('../../../docs/getting-started.md', import.meta.url));
const [daily, fleet] = fences(readFileSync(page, 'utf8'), 'json').map((text) => JSON.parse(text));

async function somebodyWith(t: ExecutionContext, policies: Policies) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'ops', policies }],
      clusters: [
        { name: 'prod', version: '1.34.1', holders: { ops: { daysLeft: 900 }, root: { daysLeft: 300 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  return createAckring(t, emulator);
}

test('the daily policy is enough to find, fetch, prove and keep a kubeconfig, and to look after one’s own', async (t) => {
  const ackring = await somebodyWith(t, [daily]);
  for (const args of [
    ['clusters'],
    ['clusters', '--region', 'ap-northeast-1'],
    ['get', 'prod'],
    ['verify', '--all'],
    ['get', 'prod', '--exec', '--context', 'plug-in'],
    ['renew', '--all'],
  ]) {
    const run = await ackring.run(args);
    t.is(run.code, 0, `${args.join(' ')}: ${run.stderr}`);
  }
  t.not((await ackring.run(['access'])).code, 0);
});

test('with the fleet policy everybody’s kubeconfigs are seen, and doctor misses nothing', async (t) => {
  const ackring = await somebodyWith(t, [daily, fleet]);
  for (const args of [['expiry'], ['access'], ['doctor']]) {
    const run = await ackring.run(args);
    t.is(run.code, 0, `${args.join(' ')}: ${run.stdout}${run.stderr}`);
    t.notRegex(run.stdout, /not allowed/);
  }
  t.regex((await ackring.run(['access'])).stdout, /root.*prod/);
  // What takes access away is not in it.
  t.not((await ackring.run(['revoke', 'prod', '--confirm', 'prod'])).code, 0);
});
