import test from 'ava';
import { isProtobuf } from '../kubernetes/model/protobuf.js';
import { protobuf } from './protobuf.js';

const secret = {
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: { name: 's', labels: { a: 'b' }, creationTimestamp: '2026-01-02T03:04:05Z', finalizers: ['x/y'] },
  data: { k: Buffer.from('value').toString('base64') },
  type: 'Opaque',
  immutable: true,
};

const deployment = {
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  metadata: { name: 'd' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'd' } },
    template: {
      metadata: { labels: { app: 'd' } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'nginx',
            ports: [{ containerPort: 80 }],
            resources: { limits: { cpu: '100m' } },
          },
        ],
      },
    },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
  },
};

for (const object of [secret, deployment]) {
  test(`a ${object.kind} in protobuf is read as it was written`, (t) => {
    const bytes = protobuf.write(object);
    t.true(bytes !== null && isProtobuf(bytes));
    t.deepEqual(protobuf.read(bytes ?? Buffer.alloc(0)), object);
  });
}

test('unknown or truncated input is not read as an empty object', (t) => {
  t.is(protobuf.write({ kind: 'Unheard', apiVersion: 'v1' }), null);
  const bytes = protobuf.write(secret) ?? Buffer.alloc(0);
  t.is(protobuf.read(Buffer.from(bytes.toString('latin1').replace('Secret', 'Sacred'), 'latin1')), null);
  t.is(protobuf.read(bytes.subarray(0, bytes.length - 3)), null);
  t.is(protobuf.read(Buffer.from('{}')), null);
});

test('an object with an unknown field is refused, unless the field is empty', (t) => {
  const secretOf = (more: readonly number[]) => {
    const content = Buffer.from([0x0a, 0x03, 0x0a, 0x01, 0x73, ...more]);
    const head = Buffer.from([
      0x0a,
      0x0c,
      0x0a,
      0x02,
      ...Buffer.from('v1'),
      0x12,
      0x06,
      ...Buffer.from('Secret'),
    ]);
    return Buffer.concat([Buffer.from('k8s\0'), head, Buffer.from([0x12, content.length]), content]);
  };
  t.like(protobuf.read(secretOf([])), { metadata: { name: 's' } });
  t.like(protobuf.read(secretOf([0x7a, 0x02, 0x0a, 0x00])), { metadata: { name: 's' } });
  t.like(protobuf.read(secretOf([0x78, 0x00])), { metadata: { name: 's' } });
  t.is(protobuf.read(secretOf([0x7a, 0x01, 0x61])), null);
  t.is(protobuf.read(secretOf([0x78, 0x01])), null);
});
