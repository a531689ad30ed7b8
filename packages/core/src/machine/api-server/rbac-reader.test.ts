import { type Answer, place } from '@ackring/testkit/api-server-place';
import test from 'ava';
import type { ErrorCode } from '../../words/errors.js';
import { createRbacReader } from './rbac-reader.js';

/** As Helm writes them: more annotations and managed fields than binding. */
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

/** `count` role bindings in pages of the requested size, and no cluster role bindings. */
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
    t.is(read.problem, null);
    t.is(read.bindings.length, count);
    t.is(new Set(read.bindings.map(({ name }) => name)).size, count);
  }
});

test('a single oversized binding is reported, and no list is followed for ever', async (t) => {
  await using huge = await place(bindings(1, 9_000_000));
  const read = await createRbacReader().listBindings(huge.target, { timeoutMs: 60_000 });
  t.is(read.problem?.code, 'ResponseUnreadable');
  await using endless = await place((_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"kind":"RoleBindingList","metadata":{"continue":"more"},"items":[]}'),
  );
  const followed = await createRbacReader().listBindings(endless.target, { timeoutMs: 60_000 });
  t.is(followed.problem?.code, 'ResponseUnreadable');
});

const json = { 'content-type': 'application/json' };

/** `later` answers the pages of role bindings after the first. */
function afterTheFirstPage(later: Answer): Answer {
  const usual = bindings(500, 100);
  return (request, response, count) => {
    const isLater = new URL(request.url ?? '', 'https://x').searchParams.get('continue') === '250';
    (isLater ? later : usual)(request, response, count);
  };
}

test('a list whose history was compacted meanwhile continues where the server says', async (t) => {
  // As 1.24.17 answers, except that its tokens are longer.
  const expired: Answer = (_, response) =>
    response
      .writeHead(410, json)
      .end(
        '{"kind":"Status","apiVersion":"v1","metadata":{"continue":"0250"},"status":"Failure","reason":"Expired","code":410}',
      );
  await using server = await place(afterTheFirstPage(expired));
  const { bindings: read, problem } = await createRbacReader().listBindings(server.target, {
    timeoutMs: 60_000,
  });
  t.is(problem, null);
  t.is(new Set(read.map(({ name }) => name)).size, 500);
});

const failures: readonly (readonly [string, Answer, ErrorCode])[] = [
  ['a refusal', (_, response) => response.writeHead(403, json).end('{}'), 'Forbidden'],
  ['a 410 that names nothing to go on from', (_, response) => response.writeHead(410).end(), 'ServerFault'],
  ['a cut', (_, response) => response.destroy(), 'Unreachable'],
  [
    'an invalid binding',
    (_, response) => response.writeHead(200, json).end('{"metadata":{},"items":[{"metadata":{}}]}'),
    'ResponseUnreadable',
  ],
];
for (const [title, later, code] of failures) {
  test(`what was read before ${title} is kept, and reported as incomplete`, async (t) => {
    await using server = await place(afterTheFirstPage(later));
    const read = await createRbacReader().listBindings(server.target, { timeoutMs: 60_000 });
    t.is(read.problem?.code, code);
    t.is(read.bindings.length, 250);
  });
}

test('without access to the cluster’s bindings, those of namespaces are still read', async (t) => {
  const usual = bindings(3, 10);
  await using server = await place((request, response, count) => {
    if (request.url?.includes('/clusterrolebindings')) response.writeHead(403, json).end('{}');
    else usual(request, response, count);
  });
  const read = await createRbacReader().listBindings(server.target, { timeoutMs: 60_000 });
  t.is(read.problem?.code, 'Forbidden');
  t.is(read.bindings.length, 3);
});
