import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { functionFilesContract } from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';

test('one s.yaml has a function per VPC, is not overwritten unasked, and its rotations select only their VPC', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'tokyo', region: 'ap-northeast-1', holders: { ops: { daysLeft: 100 } } },
        { name: 'osaka', region: 'ap-northeast-1', holders: { ops: { daysLeft: 100 } } },
        { name: 'beijing', region: 'cn-beijing' },
        { name: 'test', region: 'cn-beijing' },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const cwd = join(ackring.home, 'work');
  await mkdir(cwd);
  await writeFile(
    join(cwd, 'mine.yaml'),
    'select: {exclude: [test]}\nholders: false\nsinks: [{kind: oss, bucket: keys}]',
  );
  const files = ['function', 'files', '--config', 'mine.yaml', '--out', 'deploy'];

  const dry = await ackring.run([...files, '--dry-run', '--json'], { cwd });
  t.is(dry.code, 0, dry.stderr);
  const told = v.parse(functionFilesContract, dry.json());
  t.is(told.file, null);
  t.deepEqual(told.functions.flatMap(({ clusters }) => clusters).toSorted(), ['beijing', 'osaka', 'tokyo']);
  await t.throwsAsync(stat(join(cwd, 'deploy/s.yaml')));

  const first = await ackring.run(files, { cwd });
  t.is(first.code, 0);
  t.regex(first.stderr, /each function looks for these in its own region.*oss:\/\/keys/);
  const written = await readFile(join(cwd, 'deploy/s.yaml'), 'utf8');
  const { resources } = parse(written);
  t.deepEqual(Object.keys(resources).toSorted(), told.functions.map(({ name }) => name).toSorted());

  const policy = await readFile(join(cwd, 'deploy/role-policy.json'), 'utf8');
  for (const { name, region } of told.functions) {
    t.true(policy.includes(`acs:fc:${region}:*:functions/${name}`), policy);
  }

  const again = await ackring.run(files, { cwd });
  t.is(again.code, 6, again.stderr);
  t.is((await ackring.run([...files, '--force'], { cwd })).code, 0);

  const own = told.functions.find(({ clusters }) => clusters.includes('tokyo'));
  const rotation = resources[own?.name ?? ''].props.environmentVariables.ACKRING_ROTATION;
  await writeFile(join(cwd, 'tokyo.yaml'), rotation);
  const plan = await ackring.run(['rotate', 'plan', '--config', 'tokyo.yaml', '--json'], { cwd });
  const { outcomes } = v.parse(
    v.object({
      outcomes: v.array(
        v.object({ cluster: v.object({ name: v.string() }), decision: v.object({ kind: v.string() }) }),
      ),
    }),
    plan.json(),
  );
  t.deepEqual(
    outcomes.filter(({ decision }) => decision.kind !== 'skip').map(({ cluster }) => cluster.name),
    ['tokyo'],
  );
});
