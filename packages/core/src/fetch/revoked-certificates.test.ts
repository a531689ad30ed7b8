import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { revokedCertificates } from './revoked-certificates.js';

const dead = (serial: string) => ({
  serial,
  subject: { organizations: ['system:users'], commonName: `1-${serial}` },
});

test('revoked certificates are remembered per cluster for ten minutes, once each, privately', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'ackring-revoked-'));
  t.teardown(() => rm(home, { recursive: true }));
  const folder = join(home, 'revoked');
  let now = new Date('2027-03-01T04:00:00Z');
  const { of, remember } = revokedCertificates(folder, { now: () => now });
  t.deepEqual(await of({ id: 'c1' }), []);
  await remember({ id: 'c1' }, [dead('a'), dead('b')]);
  await remember({ id: 'c1' }, [dead('b'), dead('c')]);
  await remember({ id: '../../c2' }, [dead('z')]);
  t.deepEqual(
    (await of({ id: 'c1' })).map(({ serial, subject }) => [serial, subject.commonName]),
    [
      ['a', '1-a'],
      ['b', '1-b'],
      ['c', '1-c'],
    ],
  );
  t.deepEqual(await readdir(home), ['revoked']);
  for (const name of await readdir(folder)) t.is((await stat(join(folder, name))).mode & 0o777, 0o600);
  await writeFile(join(folder, 'c2.json'), '{"serial":');
  t.deepEqual(await of({ id: 'c2' }), []);
  for (const [time, isHeld] of [
    ['03:50:00.000', false],
    ['03:50:00.001', true],
    ['04:09:59.999', true],
    ['04:10:00.000', false],
  ] as const) {
    now = new Date(`2027-03-01T${time}Z`);
    t.is((await of({ id: 'c1' })).length > 0, isHeld, time);
  }
  now = new Date('2027-03-01T04:11:00Z');
  t.deepEqual(await of({ id: 'c1' }), [], 'answers lag for seconds, and a name may be kept by a revoke');
});
