import { readdir } from 'node:fs/promises';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('without a terminal the demo runs the whole story and leaves nothing behind', async (t) => {
  const ackring = await createAckring(t, null);
  const told = await ackring.run(['demo'], { environment: { TMPDIR: ackring.home } });
  t.is(told.code, 0, told.stderr);
  t.is(told.stderr, '');
  t.regex(told.stdout, /prod-frankfurt +eu-central-1/);
  t.regex(told.stdout, /\+ users\/ack\/ap-northeast-1\/prod-tokyo-api/);
  t.regex(told.stdout, /✓ ack\/ap-northeast-1\/prod-tokyo-api answers as \d+-\d+ in system:users/);
  t.regex(told.stdout, /prod-tokyo-batch +ap-northeast-1 +self +\S+ +171 d +renew +in the 180-day window/);
  t.regex(told.stdout, /role +acs:ram::\d+:role\/ackring-rotate\n/);
  t.regex(told.stdout, /prod-beijing-core +cn-beijing +self .* renewed, let in by its API server/);
  t.regex(told.stdout, /report +run: 3 renewed · 2 delivered · 0 failed/);
  t.regex(told.stdout, /prod-beijing-core +cn-beijing +self +\S+ +109\d d +keep +window not open yet/);
  t.regex(told.stdout, /\+ +mei +shop +certificate +not in 7 d +move to tokens/);
  t.regex(told.stdout, /ack\/ap-northeast-1\/shop answers as ram:\d+ in system:users/);
  const [, moved = ''] = told.stdout.split('All certificates became tokens');
  t.is(moved.match(/cleaned +not in 7 d +done +the certificate was removed\n/g)?.length, 4);
  t.notRegex(told.stdout, /PRIVATE KEY|k8s-ack-v2/);
  t.deepEqual(
    (await readdir(ackring.home)).filter((name) => !name.startsWith('node-compile-cache')),
    [],
  );
});
