import { type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { documentsOf } from '../report/kept-runs.js';

// What a rotation remembers in KMS, by the embedded cloud.

function documentsIn({ ports }: RotationWorld) {
  return documentsOf(ports.sinks) ?? Promise.reject(new Error('no documents'));
}

test('a document is in a secret of its name, within the length of one; what is cut ends in a hash of the whole', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, 'sinks: [{kind: kms}]');
  const documents = await documentsIn(world);
  const longest = 'x'.repeat(64 - 'ackring/state/'.length);
  const names = ['runs', '生产', longest, `${longest}a`, `${longest}b`];
  for (const name of names) await documents.write(name, name);
  t.deepEqual(await Promise.all(names.map((name) => documents.read(name))), names);
  const kept = [...world.emulator.services.kms.secrets.keys()];
  for (const name of ['runs', '__', longest]) t.true(kept.includes(`ackring/state/${name}`), name);
  const cut = kept.filter((name) => /-[0-9a-f]{8}$/.test(name));
  t.deepEqual([kept.length, cut.length], [5, 2]);
  for (const name of cut) t.is(name.slice(0, -8), `ackring/state/${'x'.repeat(41)}-`);
});

test('a document is packed from 20,000 bytes on, and what does not unpack to our size is refused', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, 'sinks: [{kind: kms}]');
  const documents = await documentsIn(world);
  const kept = () => world.emulator.services.kms.secrets;
  const stored = async (bytes: number) => {
    const text = 'x'.repeat(bytes);
    await documents.write('latest', text);
    t.true((await documents.read('latest')) === text);
    const secret = JSON.stringify([...(kept().get('ackring/state/latest')?.versions.values() ?? [])].at(-1));
    return secret;
  };
  t.regex(await stored(19_999), /xxx/);
  t.regex(await stored(20_000), /gzip:/);
  await stored(4 * 1_048_576);
  await documents.write('latest', 'x'.repeat(4 * 1_048_576 + 1));
  await t.throwsAsync(documents.read('latest'), { code: 'ResponseUnreadable' });
});

test('a document that another run wrote first is written over, and any other refusal is one', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, 'sinks: [{kind: kms}]');
  const { faults } = world.emulator;
  const documents = await documentsIn(world);
  await documents.write('runs', 'one');
  const unseen = { kind: 'error', status: 404, code: 'Forbidden.ResourceNotFound' } as const;
  faults.add({ service: 'kms', operation: 'GetSecretValue', times: 1, effect: unseen });
  await documents.write('runs', 'other');
  t.is(await documents.read('runs'), 'other');
  world.emulator.requests.clear();
  await documents.write('runs', 'third');
  t.is(world.emulator.requests.count('CreateSecret'), 0);
  const refusal = { kind: 'error', status: 403, code: 'Forbidden.NoPermission' } as const;
  faults.add({ service: 'kms', operation: 'CreateSecret', effect: refusal });
  await t.throwsAsync(documents.write('latest', 'one'), { code: 'Forbidden' });
});
