import {
  decodeAddOns,
  decodeClusterDetail,
  decodeClusterStates,
  decodeClusters,
  decodeConfiguredAddOn,
  decodeKubeconfig,
  decodeRegions,
  decodeUserStates,
} from '@ackring/core/internal/cloud/ack/decode';
import {
  decodeActivity,
  decodeAuditLog,
  decodeNamespaces,
  decodePermissions,
  decodeTask,
  taskIdOf,
} from '@ackring/core/internal/cloud/ack/decode-access';
import { ackService } from '@ackring/core/internal/cloud/ack/operations';
import test from 'ava';
import { type Shape, shapeOfSchema } from './shape.js';

const ref = { id: 'c1', name: 'prod', region: 'cn-beijing' };

/** Which decoder reads which answer; operations without an answer are not here. */
const decoders: Readonly<Record<string, (body: unknown) => unknown>> = {
  DescribeRegions: decodeRegions,
  DescribeClustersForRegion: (body) => decodeClusters(body, 'cn-beijing'),
  ListClusterAddonInstances: decodeAddOns,
  GetClusterAddonInstance: decodeConfiguredAddOn,
  DescribeClusterDetail: (body) => decodeClusterDetail(body, 'cn-beijing'),
  DescribeClusterUserKubeconfig: decodeKubeconfig,
  DescribeSubaccountK8sClusterUserConfig: decodeKubeconfig,
  ListClusterKubeconfigStates: (body) => decodeClusterStates(body, ref),
  ListUserKubeConfigStates: (body) => decodeUserStates(body, '42', 'cn-beijing'),
  DescribeUserPermission: decodePermissions,
  DescribeUserClusterNamespaces: decodeNamespaces,
  DescribeUserClusterActivityState: decodeActivity,
  GetClusterAuditProject: decodeAuditLog,
  CleanUserPermissions: taskIdOf,
  DescribeTaskInfo: (body) => decodeTask(body, 't1'),
  ModifyCluster: taskIdOf,
};

// The drift check only sees the records; a decoder must not read anything beyond its record.
for (const [name, { answer }] of Object.entries(ackService.operations)) {
  test(`the decoder of ${name} reads the fields of its record, and no others`, (t) => {
    const decode = decoders[name];
    const shape = shapeOfSchema(answer);
    t.is(decode === undefined, answer === null);
    if (decode === undefined) return;
    const read = new Set<string>();
    const body = shape === null ? {} : watched(shape, '', read);
    t.truthy(
      decode(
        name === 'DescribeUserPermission' ? [body] : name === 'DescribeUserClusterNamespaces' ? [] : body,
      ),
    );
    t.deepEqual([...read].toSorted(), namesIn(shape, '').toSorted());
  });
}

function namesIn(shape: Shape | null, at: string): readonly string[] {
  return [...(shape?.fields ?? [])].flatMap(([name, { inside }]) => [
    `${at}${name}`,
    ...(inside === null || inside === 'open' ? [] : namesIn(inside, `${at}${name}.`)),
  ]);
}

const lists = ['addons', 'clusters', 'states', 'regions', 'tags', 'load_balancers_config'];

/** An answer with every declared field that records which of its fields are read. */
function watched(shape: Shape, at: string, read: Set<string>): object {
  const fields = [...shape.fields].map(([name, { inside }]): [string, unknown] => {
    if (inside === null || inside === 'open') return [name, plainValue(name)];
    const value = watched(inside, `${at}${name}.`, read);
    return [name, lists.includes(name) ? [value] : value];
  });
  return new Proxy(Object.fromEntries(fields), {
    get: (target, key) => {
      if (typeof key === 'string') read.add(`${at}${key}`);
      return Reflect.get(target, key);
    },
    // Testing for a field counts as reading it, even if it is absent.
    has: (target, key) => {
      if (typeof key === 'string') read.add(`${at}${key}`);
      return Reflect.has(target, key);
    },
  });
}

function plainValue(name: string): unknown {
  if (name === 'active' || name === 'audit_enabled') return true;
  return name === 'extra_sans' ? ['a.example'] : 'public';
}
