import test from 'ava';
import { cacheKey, cacheScope, type ExecCredentialRequest } from './cached-credential.js';

const request: ExecCredentialRequest = {
  caller: 'AK:one',
  cluster: { id: 'c1', region: 'cn-hangzhou' },
  access: 'public',
  durationMinutes: 60,
  endpoint: 'https://cs.cn-hangzhou.aliyuncs.com',
};

test('equal requests have the same key, which is a valid file name', (t) => {
  t.is(cacheKey(request), cacheKey({ ...request }));
  t.regex(cacheKey(request), /^c1\.[0-9a-f]{16}$/);
  t.regex(cacheKey({ ...request, cluster: { id: '../x', region: 'cn-hangzhou' } }), /^[0-9a-f]{16}$/);
});

test('a key stays the same across versions of this program, and so does the cache', (t) => {
  t.is(cacheKey(request), 'c1.64be18003f55d393');
});

test('an id that does not fit into a file name is left out of it, however long', (t) => {
  const named = (id: string) => cacheScope(id);
  t.is(named('x'.repeat(64)), `${'x'.repeat(64)}.`);
  for (const odd of ['x'.repeat(65), '', 'a/b', 'a.b']) t.is(named(odd), '');
});

const changesTheKey = test.macro<[Partial<ExecCredentialRequest>]>({
  exec(t, change) {
    t.not(cacheKey({ ...request, ...change }), cacheKey(request));
  },
  title: (_, change) => `another ${Object.keys(change)} is another credential`,
});

test(changesTheKey, { caller: 'AK:two' });
test(changesTheKey, { cluster: { id: 'c2', region: 'cn-hangzhou' } });
test(changesTheKey, { access: 'private' });
test(changesTheKey, { durationMinutes: 61 });
test(changesTheKey, { endpoint: 'http://127.0.0.1:1' });
