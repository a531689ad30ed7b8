import test from 'ava';
import { dayMs } from '../../words/duration.js';
import { type CredentialFacts, proveNewer } from './credential.js';

const now = new Date('2027-03-01T04:00:00Z');

interface Change {
  readonly uid?: string | null;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly sha256?: string;
  readonly keyMatches?: boolean;
  readonly version?: string;
  readonly issuedAt?: Date;
  readonly clusterId?: string;
  readonly authority?: string;
}

function facts(change: Change = {}): CredentialFacts {
  const { uid = '20001', notBefore = now, sha256 = 'aa', keyMatches = true, version = 'v1' } = change;
  const notAfter = change.notAfter ?? new Date(notBefore.getTime() + 1095 * dayMs);
  const subject = { organizations: ['system:users'], commonName: `${uid}-1700000000` };
  const { issuedAt = null } = change;
  const certificate = { subject, uid, issuedAt, notBefore, notAfter, serial: sha256, sha256 };
  const { clusterId = null, authority = null } = change;
  return { certificate, keyMatches, version, clusterId, authority, server: 'https://203.0.113.10:6443' };
}

test('the same version is unchanged', (t) => {
  t.is(proveNewer(facts(), { kind: 'readable', facts: facts() }), 'unchanged');
});

test('the same certificate in another text replaces it', (t) => {
  t.is(proveNewer(facts({ version: 'v2' }), { kind: 'readable', facts: facts() }), 'replacement');
});

test('a later certificate is newer', (t) => {
  const later = facts({ sha256: 'bb', version: 'v2', notBefore: new Date(now.getTime() + 1) });
  t.is(proveNewer(later, { kind: 'readable', facts: facts() }), 'newer');
});

test('a sound copy is never replaced by one that ends earlier', (t) => {
  const earlier = facts({ sha256: 'bb', version: 'v2', notBefore: new Date(now.getTime() - dayMs) });
  t.is(proveNewer(earlier, { kind: 'readable', facts: facts() }), 'older');
  const another = facts({ sha256: 'bb', version: 'v2' });
  t.is(proveNewer(another, { kind: 'readable', facts: facts() }), 'older', 'nor by one that ends then too');
});

test('a revoked copy is replaced however late it ends: its holder has had another name since', (t) => {
  const long = facts({ issuedAt: now, notAfter: new Date(now.getTime() + 36_500 * dayMs) });
  const fresh = facts({ issuedAt: new Date(now.getTime() + 1_000), sha256: 'bb', version: 'v2' });
  t.is(proveNewer(fresh, { kind: 'readable', facts: long }), 'newer');
});

test('a revoked copy never comes back, however late it ends, unless nothing better is left', (t) => {
  const long = facts({ issuedAt: now, notAfter: new Date(now.getTime() + 36_500 * dayMs) });
  const fresh = facts({ issuedAt: new Date(now.getTime() + 1_000), sha256: 'bb', version: 'v2' });
  const stored = { kind: 'readable', facts: fresh } as const;
  t.is(proveNewer(long, stored), 'older');
  t.is(proveNewer(long, stored, true), 'replacement');
});

test('an unsound copy is replaced by any', (t) => {
  const earlier = facts({ sha256: 'bb', version: 'v2', notBefore: new Date(now.getTime() - dayMs) });
  t.is(proveNewer(earlier, { kind: 'readable', facts: facts({ keyMatches: false }) }), 'replacement');
});

for (const [what, change] of [
  ['of another identity', { uid: '20002' }],
  ['of another cluster', { clusterId: 'c2' }],
  ['that trusts another authority', { authority: 'bb' }],
] as const) {
  test(`a copy ${what} is replaced however late it ends`, (t) => {
    const fetched = facts({ sha256: 'bb', version: 'v2', notAfter: now, clusterId: 'c1', authority: 'aa' });
    const stored = facts({ clusterId: 'c1', authority: 'aa', ...change });
    t.is(proveNewer(fetched, { kind: 'readable', facts: stored }), 'replacement');
  });
}

test('a copy that its API server refuses is replaced however late it ends', (t) => {
  const earlier = facts({ sha256: 'bb', version: 'v2', notBefore: new Date(now.getTime() - dayMs) });
  t.is(proveNewer(earlier, { kind: 'readable', facts: facts() }, true), 'replacement');
});

for (const kind of ['missing', 'unreadable'] as const) {
  test(`a ${kind} copy is replaced`, (t) => {
    const stored = kind === 'missing' ? ({ kind } as const) : ({ kind, problem: 'x' } as const);
    t.is(proveNewer(facts(), stored), 'replacement');
  });
}
