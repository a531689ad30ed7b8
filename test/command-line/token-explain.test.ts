import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import test from 'ava';
import * as v from 'valibot';
import { createAckring } from './run-ackring.js';
import { explainContract } from './token-contracts.js';
import { undocumented } from './undocumented.js';

test('a token is explained: whose, where, until when, and what speaks against it', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { arn = '', accessKeyId = '' } = emulator.identities['ops'] ?? {};
  const clusterId = emulator.world.clusters.named('prod')?.id ?? '';
  const explain = async (stdin: string, ...args: readonly string[]) => {
    const run = await ackring.runHere(['token', 'explain', ...args, '--json'], { stdin });
    if (run.stdout !== '') t.deepEqual(undocumented(explainContract, run.json()), []);
    return { ...run, told: run.stdout === '' ? null : v.parse(explainContract, run.json()) };
  };
  const printed = await ackring.runHere(['exec-credential', '--token', '--cluster', clusterId]);
  const own = await explain(printed.stdout);
  t.is(own.code, 0, own.stderr);
  t.like(own.told, { clusterId, accessKeyId, isSession: false, objections: [] });
  t.like(own.told?.identity, { arn, mappedArn: arn, type: 'user' });
  t.notRegex(own.stdout, /Signature|k8s-ack/);

  const key = { accessKeyId, accessKeySecret: emulator.identities['ops']?.accessKeySecret ?? '' };
  const date = `${new Date().toISOString().slice(0, 19)}Z`;
  const file = join(ackring.home, 'token');
  await writeFile(file, `${vendorRamToken(clusterId, key, date)}\n`);
  t.like((await explain('', file)).told, { objections: [], identity: { arn } });
  const calls = emulator.requests.count('GetCallerIdentity');
  t.is((await explain('', file, '--offline')).told?.identity, null);
  const elsewhere = await explain('', file, '--cluster', 'cother');
  t.is(elsewhere.code, 1);
  t.deepEqual(
    elsewhere.told?.objections.map(({ code }) => code),
    ['ClusterOther'],
  );
  t.is(emulator.requests.count('GetCallerIdentity'), calls);

  const forged = vendorRamToken(clusterId, { ...key, accessKeySecret: 'other' }, date);
  t.deepEqual((await explain(forged)).told?.objections, [
    { code: 'RefusedByCloud', detail: 'the Security Token Service refuses it: SignatureDoesNotMatch' },
  ]);
  const old = await explain(vendorRamToken(clusterId, key, '2020-01-01T00:00:00Z'));
  t.is(old.code, 1);
  t.like(old.told, { identity: null, objections: [{ code: 'Expired' }] });
});

test('what is no token, and a token on the command line, are refused and not repeated', async (t) => {
  const ackring = await createAckring(t, null);
  const none = await ackring.runHere(['token', 'explain'], { stdin: 'secret-thing' });
  t.is(none.code, 2);
  t.notRegex(none.stderr, /secret-thing/);
  const shown = await ackring.runHere(['token', 'explain', 'k8s-ack-v2.c2VjcmV0'], {});
  t.is(shown.code, 2);
  t.notRegex(shown.stderr, /c2VjcmV0/);
});
