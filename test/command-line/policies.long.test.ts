import { personPolicy } from '@ackring/core/internal/cloud/ram';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from './run-ackring.js';

type Policies = NonNullable<
  NonNullable<
    Exclude<NonNullable<Parameters<typeof startEmulator>[0]>['scenario'], string | undefined>['identities']
  >[number]['policies']
>;

const person = personPolicy('person');
const fleet = personPolicy('fleet');
const incident = personPolicy('incident');

async function userWith(t: ExecutionContext, policies: Policies) {
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

test('the person’s policy is enough to find, fetch, verify and keep a kubeconfig, and to look after one’s own', async (t) => {
  const ackring = await userWith(t, [person]);
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
  const ackring = await userWith(t, [person, fleet]);
  for (const args of [['expiry'], ['access'], ['doctor']]) {
    const run = await ackring.run(args);
    t.is(run.code, 0, `${args.join(' ')}: ${run.stdout}${run.stderr}`);
    t.notRegex(run.stdout, /not allowed/);
  }
  t.regex((await ackring.run(['access'])).stdout, /root.*prod/);
  // It does not include removing access.
  t.not((await ackring.run(['revoke', 'prod', '--confirm', 'prod'])).code, 0);
});

test('with the incident policy in addition, one’s own kubeconfig can be revoked', async (t) => {
  const ackring = await userWith(t, [person, fleet, incident]);
  const run = await ackring.run(['revoke', 'prod', '--confirm', 'prod']);
  t.is(run.code, 0, `${run.stdout}${run.stderr}`);
});

test('without a policy, the error says which command prints it', async (t) => {
  const ackring = await userWith(t, [person]);
  t.regex((await ackring.run(['access'])).stderr, /the RAM user .*`ackring policy --for fleet`/);
});

test('doctor names the action that lists clusters, and the command for its policy', async (t) => {
  const ackring = await userWith(t, [fleet]);
  const { stdout } = await ackring.run(['doctor', '--region', 'ap-northeast-1']);
  t.regex(stdout, /cs:DescribeClustersForRegion is missing/);
  t.regex(stdout, /the RAM user .*`ackring policy --for person`/);
});
