import test from 'ava';
import { hidden, shownObject } from './shown-object.js';

const marked = 'marked';

for (const [what, object, shown] of [
  [
    'values of variables, of every container, and their names stay',
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [
                  { name: 'A', value: marked },
                  { name: 'B', valueFrom: {} },
                ],
              },
            ],
          },
        },
      },
    },
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [
                  { name: 'A', value: hidden },
                  { name: 'B', valueFrom: {} },
                ],
              },
            ],
          },
        },
      },
    },
  ],
  [
    'the data of a ConfigMap, and what an API server should not have sent',
    { data: { a: marked }, binaryData: { b: marked }, stringData: { c: marked } },
    { data: { a: hidden }, binaryData: { b: hidden }, stringData: { c: hidden } },
  ],
  [
    'fields that are named like a secret, at any depth',
    {
      spec: {
        password: marked,
        auth: [{ apiKey: marked, access_key: marked, clientSecret: marked }],
        tokens: [marked],
      },
    },
    {
      spec: {
        password: hidden,
        auth: [{ apiKey: hidden, access_key: hidden, clientSecret: hidden }],
        tokens: [hidden],
      },
    },
  ],
  [
    'what was applied last',
    { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': marked, a: 'b' } } },
    { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': hidden, a: 'b' } } },
  ],
] as const)
  test(`not shown: ${what}`, (t) => {
    const seen = shownObject(object);
    t.deepEqual(seen, shown);
    t.notRegex(JSON.stringify(seen), /marked/);
  });

test('everything else is shown as it is, but for managed fields', (t) => {
  const object = {
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' }, managedFields: [{}] },
    spec: {
      containers: [{ name: 'web', image: 'web', args: ['--port', '80'] }],
      volumes: [{ secret: { secretName: 'web-tls' } }],
    },
    status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False', message: null }] },
  };
  const { managedFields: _, ...metadata } = object.metadata;
  t.deepEqual(shownObject(object), { ...object, metadata });
  for (const value of [null, 'text', 3, [object]]) t.is(shownObject(value), value);
});
