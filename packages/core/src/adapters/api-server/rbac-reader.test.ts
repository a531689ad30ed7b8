import test from 'ava';
import { AckringError } from '../../errors.js';
import { createRbacReader } from './rbac-reader.js';
import { type Answer, place } from './test-place.js';

/** As Helm writes them: more annotation and managed fields than binding. */
function helmStyle(index: number, padding: number) {
  return {
    metadata: {
      name: `release-${index}`,
      namespace: 'apps',
      managedFields: [{ manager: 'helm', fieldsV1: { text: 'f'.repeat(padding) } }],
    },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `role-${index}` },
    subjects: [{ kind: 'User', name: `228512345678901234-${index}` }],
  };
}

/** `count` role bindings in pages as asked for, and no cluster role bindings. */
function bindings(count: number, padding: number): Answer {
  return ({ url = '' }, response) => {
    const query = new URL(url, 'https://x').searchParams;
    const [start, limit] = [Number(query.get('continue') ?? 0), Number(query.get('limit'))];
    const end = url.includes('/clusterrolebindings') ? start : Math.min(count, start + limit);
    const items = Array.from({ length: end - start }, (_, index) => helmStyle(start + index, padding));
    const metadata = end < count && end > start ? { continue: String(end) } : {};
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'RoleBindingList', apiVersion: 'v1', metadata, items }));
  };
}

test('bindings are read however large a page of them is', async (t) => {
  for (const [count, padding] of [
    [500, 2_400],
    [40, 600_000],
  ] as const) {
    await using server = await place(bindings(count, padding));
    const read = await createRbacReader().listBindings(server.target, { timeoutMs: 60_000 });
    t.is(read.length, count);
    t.is(new Set(read.map(({ name }) => name)).size, count);
  }
});

test('a single binding that is too large is told, and no list is followed for ever', async (t) => {
  await using huge = await place(bindings(1, 9_000_000));
  const error = await t.throwsAsync(createRbacReader().listBindings(huge.target, { timeoutMs: 60_000 }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'ResponseUnreadable');
  await using endless = await place((_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"kind":"RoleBindingList","metadata":{"continue":"more"},"items":[]}'),
  );
  const followed = await t.throwsAsync(
    createRbacReader().listBindings(endless.target, { timeoutMs: 60_000 }),
    { instanceOf: AckringError },
  );
  t.is(followed?.code, 'ResponseUnreadable');
});
