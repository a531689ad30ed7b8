import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import type { ApiServerTarget } from '../../words/target.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';
import { endOfAccess, fleetHub } from './hub.js';

const reachedWith = (change: Partial<ApiServerTarget>): ApiServerTarget => ({
  ...{ server: 'https://203.0.113.10:6443', certificateAuthority: null, tlsServerName: null },
  ...{ clientCertificate: null, clientKey: null, token: null, proxyUrl: null, insecureSkipTlsVerify: false },
  ...change,
});

const tokenOf = (claims: string) => `x.${Buffer.from(claims).toString('base64url')}.y`;

const ends: readonly (readonly [token: string | null, ends: string | null])[] = [
  [tokenOf('{"exp":1800000000,"sub":"生产"}'), '2027-01-15T08:00:00.000Z'],
  [tokenOf('{"sub":"a"}'), null],
  [tokenOf('{"exp":"1800000000"}'), null],
  [tokenOf('no JSON'), null],
  ['opaque', null],
  [null, null],
];
for (const [token, end] of ends)
  test(`what is reached with the token ${token} ends: ${end ?? 'nobody knows'}`, (t) => {
    t.is(endOfAccess(reachedWith({ token }))?.toISOString() ?? null, end);
  });

test('what is reached with a certificate ends with it, whatever its token says', async (t) => {
  const issuedAt = new Date('2026-11-24T08:00:00Z');
  const { certificate } = await makeSpecimen({ issuedAt, lifeMs: 3_600_000 });
  const target = reachedWith({ clientCertificate: certificate, token: tokenOf('{"exp":1800000000}') });
  t.deepEqual(endOfAccess(target), new Date('2026-11-24T09:00:00Z'));
});

test('whoever may only read has no kubeconfig of the hub issued', async (t) => {
  const hub = { cluster: 'c1', region: 'cn-hangzhou' };
  const options = { isReadOnly: true, environment: {} } as unknown as PlugInOptions;
  await t.throwsAsync(fleetHub(hub, options), { code: 'ReadOnly', message: /have a kubeconfig issued/ });
});
