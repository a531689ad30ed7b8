import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { hourMs, minuteMs } from '../words/duration.js';
import { certificateAtHand, tokenAtHand } from './at-hand.js';
import { type CachedCredential, cacheFile, cacheKey, encodeCached } from './cached-credential.js';

// What kubectl's plug-in answers from what lies here.

const notBefore = new Date('2026-11-24T12:00:00Z');
const credential: CachedCredential = {
  certificate: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  key: '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  ...{ notBefore, notAfter: new Date(notBefore.getTime() + hourMs) },
};
const cluster = { id: 'c1', region: 'cn-hangzhou' };
const asked = { cluster, access: 'public', durationMinutes: 60 } as const;
const whoAsks = async () => ({ caller: 'me', endpoint: '' });

for (const [minutes, what] of [
  [-1, 'not begun'],
  [1, 'fresh'],
  [50, 'due'],
  [61, 'over'],
  [null, 'not there'],
] as const)
  test(`a kept certificate that is ${what} is ${what === 'fresh' ? '' : 'not '}given at once`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ackring-at-hand-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const key = cacheKey({ ...asked, ...(await whoAsks()) });
    if (minutes !== null)
      await writeFile(cacheFile(folder, key), encodeCached(credential, key), { mode: 0o600 });
    const now = () => new Date(notBefore.getTime() + (minutes ?? 0) * minuteMs);
    const given = await certificateAtHand(asked, { whoAsks, folder, now });
    t.deepEqual(given, what === 'fresh' ? credential : null);
    const ofAnother = async () => ({ caller: 'another', endpoint: '' });
    t.is(await certificateAtHand(asked, { whoAsks: ofAnother, folder, now }), null);
  });

test('a token is signed where the key lies here, and else not', async (t) => {
  const now = () => notBefore;
  const key = { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: null };
  t.is(await tokenAtHand('c1', { keyAtHand: async () => null, now }), null);
  const given = await tokenAtHand('c1', { keyAtHand: async () => key, now });
  t.true(given !== null && 'token' in given && given.token.length > 0);
  t.deepEqual(given?.notBefore, notBefore);
  t.true(given !== null && given.notAfter > notBefore);
});
