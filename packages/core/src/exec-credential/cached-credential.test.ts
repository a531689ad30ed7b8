import test from 'ava';
import {
  type CachedCredential,
  decodeCached,
  encodeCached,
  type Freshness,
  freshness,
  lifeByClock,
} from './cached-credential.js';

const notBefore = new Date('2026-11-24T12:00:00Z');
const notAfter = new Date('2026-11-24T13:00:00Z');
const credential: CachedCredential = {
  certificate: '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
  key: '-----BEGIN RSA PRIVATE KEY-----\nMA==\n-----END RSA PRIVATE KEY-----\n',
  notBefore,
  notAfter,
};

const isWhen = test.macro<[string, Freshness]>({
  exec(t, at, expected) {
    t.is(freshness(credential, new Date(at)), expected);
  },
  title: (_, at, expected) => `an hour from noon, at ${at.slice(11, 19)}, is ${expected}`,
});

test(isWhen, '2026-11-24T11:59:59Z', 'dead');
test(isWhen, '2026-11-24T12:00:00Z', 'fresh');
test(isWhen, '2026-11-24T12:44:59Z', 'fresh');
test(isWhen, '2026-11-24T12:45:00Z', 'due');
test(isWhen, '2026-11-24T12:59:39Z', 'due');
test(isWhen, '2026-11-24T12:59:40Z', 'dead');
test(isWhen, '2026-11-24T13:00:01Z', 'dead');

const slot = 'c1.0123456789abcdef';
const kept = encodeCached(credential, slot);

test('what is written is read back unchanged', (t) => {
  t.deepEqual(decodeCached(kept, slot), credential);
});

test('a token is read back as one', (t) => {
  const token: CachedCredential = { token: 'k8s-ack-v2.x', notBefore, notAfter };
  t.deepEqual(decodeCached(encodeCached(token, slot), slot), token);
});

for (const [behindMs, moved] of [
  [-1, 0],
  [0, 0],
  [1, 1],
  [60_000, 60_000],
] as const) {
  test(`by a clock ${behindMs} ms behind, its life is ${moved} ms earlier`, (t) => {
    const earlier = (instant: Date) => new Date(instant.getTime() - moved);
    t.deepEqual(lifeByClock({ notBefore, notAfter }, new Date(notBefore.getTime() - behindMs)), {
      notBefore: earlier(notBefore),
      notAfter: earlier(notAfter),
    });
  });
}

const isNothing = test.macro<[string]>({
  exec(t, text) {
    t.is(decodeCached(text, slot), null);
  },
  title: (name) => `${name} is as good as no cache`,
});

const mixed = (change: object) => JSON.stringify({ ...JSON.parse(kept), ...change });

test('an empty file', isNothing, '');
test('half a file', isNothing, kept.slice(0, 80));
test('other JSON', isNothing, '[]');
test('a null', isNothing, 'null');
test("another request's file under this name", isNothing, encodeCached(credential, 'c2.0123456789abcdef'));
test('a file from before the checksum', isNothing, JSON.stringify(credential));
test("another pair's certificate", isNothing, mixed({ certificate: `${credential.certificate}\n` }));
test("another pair's key", isNothing, mixed({ key: `${credential.key}\n` }));
test('a later end', isNothing, mixed({ notAfter: '2026-11-24T14:00:00.000Z' }));
test('not a certificate', isNothing, encodeCached({ ...credential, certificate: 'x' }, slot));
test('not a key', isNothing, encodeCached({ ...credential, key: '' }, slot));
test('a certificate that is no text', isNothing, mixed({ certificate: 1 }));
test('a key that is no text', isNothing, mixed({ key: 1 }));
test('an end that is no text', isNothing, mixed({ notAfter: 1 }));
test('not a date', isNothing, kept.replace('2026-11-24T13', 'x'));
