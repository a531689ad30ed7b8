import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import type { ApiServerTarget } from '../../words/target.js';
import type { PlugInOptions } from '../plug-in/plug-in.js';
import { endOfAccess, fleetHub, hubTarget, renewed } from './hub.js';

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

test('how a hub is reached is asked anew once that is old enough, by all at once, and after a failure', async (t) => {
  let nowMs = 0;
  const clock = { now: () => new Date(nowMs), sleep: async () => undefined };
  const asked: PromiseWithResolvers<ApiServerTarget>[] = [];
  const reach = renewed(clock, 60_000, () => {
    const next = Promise.withResolvers<ApiServerTarget>();
    asked.push(next);
    return next.promise;
  });
  const target = reachedWith({});
  const both = [reach(), reach()];
  asked[0]?.resolve(target);
  t.deepEqual([await Promise.all(both), asked.length], [[target, target], 1]);
  nowMs = 59_999;
  await reach();
  t.is(asked.length, 1);
  nowMs = 60_000;
  const refused = reach();
  t.is(asked.length, 2);
  nowMs = 120_000;
  const later = reach();
  asked[1]?.reject(new Error('late'));
  await t.throwsAsync(refused, { message: 'late' });
  void reach();
  t.is(asked.length, 3, 'an older failure takes nothing from the newer one');
  asked[2]?.reject(new Error('down'));
  await t.throwsAsync(later, { message: 'down' });
  const again = reach();
  t.is(asked.length, 4, 'no failure is kept');
  asked[3]?.resolve(target);
  t.is(await again, target);
});

/** A kubeconfig whose user is a program. */
const programmed = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'Config', contexts: [{ name: 'hub', context: { cluster: 'h', user: 'h' } }] },
  clusters: [{ name: 'h', cluster: { server: 'https://203.0.113.10:6443' } }],
  users: [
    {
      name: 'h',
      user: {
        exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'evil', interactiveMode: 'Never' },
      },
    },
  ],
});

test('a program that a kubeconfig in KMS names is never run', async (t) => {
  const reached = hubTarget({
    ...{ context: 'hub', kubeconfig: 'kms:hub', environment: {}, readSecret: async () => programmed },
    execPlugins: { run: () => Promise.reject(new Error('it was run')) },
    clock: { now: () => new Date(0), sleep: async () => undefined },
  });
  await t.throwsAsync(reached, { code: 'Refused', message: /of kms:hub runs a program, evil/ });
});
