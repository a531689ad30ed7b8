import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { clockAhead } from '../terminal/time-machine.js';
import { endingRightsCloud } from './ending-rights-cloud.js';
import { accessRequestContract, grantContract, requestsContract } from './granting-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

/** Two administrators and somebody who asks, each on a machine of their own. */
async function world(t: ExecutionContext) {
  const { emulator, roles } = await endingRightsCloud(t);
  const as = async (name: string) => {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[name] ?? {};
    const environment = {
      ...emulator.environment,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    };
    return createAckring(t, { environment });
  };
  const [mei, ana, ops] = [await as('mei'), await as('ana'), await createAckring(t, emulator)];
  const file = join(mei.home, 'request.json');
  const ask = (ackring: typeof mei, ...more: readonly string[]) =>
    ackring.run([
      ...['access', 'request', 'dev', 'prod', '--namespace', 'web', '--for', '5m', '--reason', 'INC-1'],
      ...['--output', file, ...more],
    ]);
  const approve = (ackring: typeof mei, ...more: readonly string[]) =>
    ackring.run(['access', 'approve', file, ...more]);
  const uidOf = (name: string) => emulator.identities[name]?.uid ?? '';
  return { emulator, mei, ana, ops, file, ask, approve, roles, uidOf };
}

test('what one asks for another approves: it is given for its time, once, with both on record', async (t) => {
  const { emulator, mei, ana, file, ask, approve, roles, uidOf } = await world(t);
  const asked = await ask(mei);
  t.is(asked.code, 0, asked.stderr);
  t.is(emulator.requests.count('UpdateUserPermissions'), 0);
  const request = JSON.parse(await readFile(file, 'utf8'));
  t.deepEqual(undocumented(accessRequestContract, request), []);
  t.like(request, { by: uidOf('mei'), identity: { uid: uidOf('mei') }, minutes: 5, reason: 'INC-1' });
  const [, code = ''] = /its code is ([0-9a-f]{12})/.exec(asked.stderr) ?? [];

  const own = await approve(mei, '--confirm', 'mei');
  t.is(own.code, 6, own.stderr);
  t.regex(own.stderr, /nobody approves what they asked for/);
  const plan = await approve(ana);
  t.is(plan.code, 6, plan.stderr);
  t.regex(plan.stdout, new RegExp(`asked for by ${uidOf('mei')} at .*its code is ${code}`));
  t.deepEqual(roles(), ['dev@default']);
  const given = await approve(ana, '--confirm', 'mei', '--json');
  t.is(given.code, 0, given.stderr);
  t.deepEqual(undocumented(grantContract, given.json()), []);
  t.like(v.parse(grantContract, given.json()), {
    seen: true,
    plan: [{ request: { id: request.id, by: uidOf('mei') }, ending: { minutes: 5, reason: 'INC-1' } }],
  });
  t.deepEqual(roles(), ['dev@default', 'dev@web']);

  const listed = await ana.run(['access', 'requests', '--json']);
  t.deepEqual(undocumented(requestsContract, listed.json()), []);
  t.like(v.parse(requestsContract, listed.json()), [
    { by: uidOf('ana'), request: { id: request.id, by: uidOf('mei') } },
  ]);
  t.regex((await ana.run(['access', 'requests'])).stdout, new RegExp(`${uidOf('mei')} → ${uidOf('ana')}`));
  // A scan has met them: the names are told too.
  await ana.run(['access']);
  const named = (await ana.run(['access', 'requests'])).stdout;
  for (const name of ['mei', 'ana']) t.true(named.includes(`${name} (${uidOf(name)})`), named);
  const journal = await readFile(join(ana.home, '.local/state/ackring/journal.jsonl'), 'utf8');
  t.is(
    journal.match(
      new RegExp(`"by":"${uidOf('ana')}","request":"${request.id}","askedBy":"${uidOf('mei')}"`, 'g'),
    )?.length,
    2,
  );
  const again = await approve(ana, '--confirm', 'mei');
  t.is(again.code, 6, again.stderr);
  t.regex(again.stderr, /was approved already/);

  const later = { environment: clockAhead(600_000) };
  t.regex((await ana.run(['clusters'], later)).stderr, /has ended, and was taken back/);
  t.deepEqual(roles(), ['dev@default']);
  const over = await ana.run(['access', 'approve', file, '--confirm', 'mei'], later);
  t.regex(over.stderr, /was approved already/);
});

test('with the ledger of a rotation no other machine approves it again', async (t) => {
  const { mei, ana, ops, ask, approve, roles } = await world(t);
  const config = join(ops.home, 'rotation.yaml');
  const keys = join(ops.home, 'keys');
  await writeFile(config, `sinks: [{kind: file, directory: ${keys}}]\nholders: false\nrights: true`);
  t.is((await ask(mei)).code, 0);
  const given = await approve(ana, '--config', config, '--confirm', 'mei');
  t.is(given.code, 0, given.stderr);
  const withdrawn = ['access', 'withdraw', 'mei', '--cluster', 'prod', '--role', 'dev', '--namespace', 'web'];
  t.is((await ana.run([...withdrawn, '--confirm', 'mei'])).code, 0);
  t.deepEqual(roles(), ['dev@default']);
  const again = await approve(ops, '--config', config, '--confirm', 'mei');
  t.is(again.code, 6, again.stderr);
  t.regex(again.stderr, /was approved already/);
  t.deepEqual(roles(), ['dev@default']);
});

test('a request that ran out, or was changed, gives nothing, nor does one without a time', async (t) => {
  const { emulator, mei, ana, file, ask, approve, roles } = await world(t);
  t.is((await mei.run(['access', 'request', 'dev', 'prod'])).code, 2);
  t.is((await ask(mei, '--valid', '8d')).code, 2);
  t.is((await ask(mei, '--valid', '5m')).code, 0);
  const late = await ana.run(['access', 'approve', file, '--confirm', 'mei'], {
    environment: clockAhead(600_000),
  });
  t.is(late.code, 6, late.stderr);
  t.regex(late.stderr, /not valid any more/);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"dev"', '"admin"'));
  const changed = await approve(ana, '--confirm', 'mei');
  t.is(changed.code, 1, changed.stderr);
  t.regex(changed.stderr, /not as it was written/);
  await writeFile(file, 'apiVersion: v1');
  t.regex((await approve(ana)).stderr, /is no request for access/);
  t.is(emulator.requests.count('UpdateUserPermissions'), 0);
  t.deepEqual(roles(), ['dev@default']);
});
