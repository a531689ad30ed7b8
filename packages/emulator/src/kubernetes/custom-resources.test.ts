import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const shops = '/apis/example.com/v1/namespaces/default/shops';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'string', enum: ['small', 'large'] },
        code: { type: 'string', pattern: '^[a-z]+$', minLength: 2 },
        extra: { type: 'object', additionalProperties: { type: 'integer' } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'shops.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'shops', kind: 'Shop', shortNames: ['sh'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: schema },
        additionalPrinterColumns: [{ name: 'Size', type: 'string', jsonPath: '.spec.size' }],
      },
    ],
  },
};

async function withShops() {
  const cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }] });
  const issued = await cloud.fetch('a');
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    askKubernetes(issued, method, path, body, headers);
  const made = await ask('POST', definitions, definition);
  return { ask, made, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

const shop = (spec: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Shop',
  metadata: { name: 's' },
  spec,
});

test('a definition adds a kind with a schema: unknown fields are dropped, invalid ones refused', async (t) => {
  await using given = await withShops();
  t.is(given.made.status, 201);
  const refused = await given.ask('POST', shops, shop({ size: 'huge', code: 'A', extra: { a: 'b' } }));
  t.is(refused.status, 422);
  const text = String(refused.body['message']);
  t.regex(text, /spec\.size: Unsupported value: "huge": supported values: "small", "large"/);
  t.regex(text, /spec\.code in body should be at least 2 chars long/);
  t.regex(text, /spec\.extra\.a in body must be of type integer: "string"/);
  const odd = await given.ask('POST', shops, shop({ size: 'small', code: 'AB' }));
  t.regex(String(odd.body['message']), /spec\.code in body should match '\^\[a-z\]\+\$'/);
  const sent = shop({ size: 'small', free: { any: [{ thing: 1 }] }, other: true });
  const made = await given.ask('POST', shops, { ...sent, top: 1 });
  t.is(made.status, 201);
  t.deepEqual(made.body['spec'], { size: 'small', free: { any: [{ thing: 1 }] } });
  t.false('top' in made.body);
});

test('the status of a custom object is written at its own path, and nothing else is', async (t) => {
  await using given = await withShops();
  await given.ask('POST', shops, { ...shop({ size: 'small' }), status: { phase: 'Open' } });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patch = { spec: { size: 'large' }, status: { phase: 'Closed' } };
  const status = await given.ask('PATCH', `${shops}/s/status`, patch, merge);
  t.like(status.body, { spec: { size: 'small' }, status: { phase: 'Closed' }, metadata: { generation: 1 } });
  const whole = await given.ask('PATCH', `${shops}/s`, { spec: { size: 'large' }, status: null }, merge);
  t.like(whole.body, { spec: { size: 'large' }, status: { phase: 'Closed' }, metadata: { generation: 2 } });
});

test('a table has the columns of the definition', async (t) => {
  await using given = await withShops();
  await given.ask('POST', shops, shop({ size: 'small' }));
  const accept = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const { body } = await given.ask('GET', shops, undefined, accept);
  t.like(body['rows'], { 0: { cells: ['s', 'small'] } });
});

test('a deleted definition takes its objects along, and the group is then unknown', async (t) => {
  await using given = await withShops();
  await given.ask('POST', shops, shop({ size: 'small' }));
  t.is((await given.ask('DELETE', `${definitions}/shops.example.com`)).status, 200);
  t.is((await given.ask('GET', shops)).status, 404);
  t.is((await given.ask('GET', '/apis/example.com')).status, 404);
  t.is((await given.ask('POST', definitions, definition)).status, 201);
  t.deepEqual((await given.ask('GET', shops)).body['items'], []);
});

test('a definition with an invalid name is refused', async (t) => {
  await using given = await withShops();
  const odd = { ...definition, metadata: { name: 'x.example.com' } };
  const { status, body } = await given.ask('POST', definitions, odd);
  t.is(status, 422);
  t.regex(String(body['message']), /metadata\.name: Invalid value: "x\.example\.com"/);
});

test('a scenario brings definitions and their objects', async (t) => {
  const own = { ...shop({ size: 'small' }), metadata: { name: 'own', namespace: 'default' } };
  const apiServer = { objects: [own, definition] };
  await using cloud = await startCloud({
    clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } }, apiServer }],
  });
  const issued = await cloud.fetch('a');
  const { status, body } = await askKubernetes(issued, 'GET', `${shops}/own`);
  t.is(status, 200);
  t.like(body, { kind: 'Shop', spec: { size: 'small' } });
  const { body: told } = await askKubernetes(issued, 'GET', `${definitions}/shops.example.com`);
  t.like(told['status'], { acceptedNames: { listKind: 'ShopList' } });
});

test('an expression that JavaScript would judge for ever holds nobody up', async (t) => {
  await using cloud = await withShops();
  const [version] = definition.spec.versions;
  const pattern = { type: 'object', properties: { code: { type: 'string', pattern: '^(a+)+$' } } };
  const endless = {
    ...definition,
    metadata: { name: 'ends.example.org' },
    spec: {
      ...definition.spec,
      group: 'example.org',
      names: { plural: 'ends', kind: 'End' },
      versions: [
        { ...version, schema: { openAPIV3Schema: { type: 'object', properties: { spec: pattern } } } },
      ],
    },
  };
  t.is((await cloud.ask('POST', definitions, endless)).status, 201);
  const path = '/apis/example.org/v1/namespaces/default/ends';
  const of = (code: string) => ({ metadata: { name: 'e' }, spec: { code } });
  t.is((await cloud.ask('POST', path, of('b'))).status, 422);
  t.is((await cloud.ask('POST', path, of(`${'a'.repeat(60)}!`))).status, 201);
});
