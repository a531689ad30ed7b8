import test from 'ava';
import { ackOrigin, vendorPluginOf } from './origin.js';
import { readKubeconfig } from './read.js';

const access = test.macro<[server: string, expected: 'private' | 'public' | null]>({
  exec(t, server, expected) {
    const id = `c${'0'.repeat(32)}`;
    const clues = { owner: null, contextName: `1-${id}`, server, uid: null, issuerOrganization: null };
    t.is(ackOrigin(clues)?.access, expected);
  },
  title: (_, server, expected) => `${server} is ${expected ?? 'neither private nor public'}`,
});

test(access, 'https://10.0.0.1:6443', 'private');
test(access, 'https://172.16.0.1:6443', 'private');
test(access, 'https://172.32.0.1:6443', 'public');
test(access, 'https://192.168.0.1:6443', 'private');
test(access, 'https://100.64.0.1:6443', 'private');
test(access, 'https://100.128.0.1:6443', 'public');
test(access, 'https://203.0.113.10:6443', 'public');
test(access, 'https://[fd00::1]:6443', 'private');
test(access, 'https://[2001:db8::1]:6443', 'public');
test(access, 'https://127.0.0.1:6443', null);
test(access, 'https://127.1.2.3:6443', null);
test(access, 'https://[::1]:6443', null);
test(access, 'https://tunnel.example.com:6443', null);
test(access, 'https://172.15.0.1:6443', 'public');
test(access, 'https://172.31.255.1:6443', 'private');
test(access, 'https://100.63.0.1:6443', 'public');
test(access, 'https://169.254.1.1:6443', 'private');
test(access, 'https://[fe80::1]:6443', 'private');
test(access, 'https://someone@10.0.0.1:6443', 'private');
test(access, 'http://10.0.0.1', 'private');
test(access, 'ftp://10.0.0.1', null);

const id = `c${'1'.repeat(32)}`;
const other = `c${'2'.repeat(32)}`;
const nothing = { owner: null, contextName: 'work', server: null, uid: null, issuerOrganization: null };
const owner = {
  clusterId: id,
  clusterName: 'prod',
  region: 'r',
  access: 'private',
  kind: 'temporary',
  uid: null,
} as const;
const plugin = { issues: 'certificate', clusterId: other, region: 'cn-beijing' } as const;
const served = `https://apiserver.${other}.cn-hangzhou.cs.aliyuncs.com:6443`;

const origins: [
  clues: Partial<Parameters<typeof ackOrigin>[0]>,
  expected: Partial<NonNullable<ReturnType<typeof ackOrigin>>> | null,
][] = [
  [{}, null],
  [
    { owner, contextName: `1-${other}`, uid: '7' },
    { source: 'owned', clusterId: id, region: 'r', access: 'private', identity: null },
  ],
  [{ contextName: `1-${id}` }, { source: 'contextName', clusterId: id, identity: '1', region: null }],
  [
    { contextName: `1-${id}`, uid: '7' },
    { source: 'contextName', identity: '7' },
  ],
  [{ contextName: `kubernetes-admin-${id}` }, { source: 'contextName', clusterId: id, identity: null }],
  [{ contextName: `tom-${id}` }, null],
  [{ contextName: `1_${id}` }, null],
  [{ contextName: id }, null],
  [{ contextName: `1-${id}x` }, null],
  [
    { contextName: `1-${id}`, plugin, server: served },
    { source: 'contextName', clusterId: id, region: 'cn-hangzhou' },
  ],
  [{ plugin }, { source: 'plugin', clusterId: other, region: 'cn-beijing' }],
  [
    { plugin: { ...plugin, region: null }, server: served },
    { source: 'plugin', region: 'cn-hangzhou' },
  ],
  [{ plugin: { ...plugin, clusterId: 'odd' } }, null],
  [
    { plugin: { ...plugin, clusterId: null }, server: served },
    { source: 'serverAddress', clusterId: other, region: 'cn-hangzhou' },
  ],
  [
    { server: served, issuerOrganization: id },
    { source: 'serverAddress', clusterId: other },
  ],
  [{ server: 'https://apiserver.odd.cn-hangzhou.cs.aliyuncs.com' }, null],
  [{ server: `https://apiserver.${other}.cn-hangzhou.example.com` }, null],
  [
    { issuerOrganization: id, uid: '7', server: 'https://10.0.0.1' },
    { source: 'issuer', clusterId: id, identity: '7', access: 'private' },
  ],
  [{ issuerOrganization: 'default' }, null],
];

test('where a context leads is decided by the first clue that says so', (t) => {
  for (const [clues, expected] of origins) {
    const found = ackOrigin({ ...nothing, ...clues });
    if (expected === null) t.is(found, null, JSON.stringify(clues));
    else t.like(found, expected, JSON.stringify(clues));
  }
});

function pluginOf(command: string, ...args: string[]) {
  const text = JSON.stringify({ users: [{ name: 'u', user: { exec: { command, args } } }] });
  const [user] = readKubeconfig(text, { file: 'f' }).users;
  return user === undefined ? null : vendorPluginOf(user);
}

test('a plug-in of ACK’s, or ours, is recognized by its name and arguments', (t) => {
  const get = ['credential-plugin', 'get-credential', '--cluster-id', id, '--region', 'r'];
  t.deepEqual(pluginOf('ack-ram-tool', ...get), { issues: 'certificate', clusterId: id, region: 'r' });
  t.deepEqual(pluginOf('/opt/ack-ram-tool', 'get-token', `--cluster-id=${id}`), {
    issues: 'token',
    clusterId: id,
    region: null,
  });
  t.deepEqual(pluginOf('C:\\bin\\ackring.exe', 'exec-credential', '-c', id), {
    issues: 'certificate',
    clusterId: id,
    region: null,
  });
  t.deepEqual(pluginOf('ackring', 'exec-credential', '--token', '--cluster', id, '--region-id', 'r'), {
    issues: 'token',
    clusterId: id,
    region: 'r',
  });
  t.deepEqual(pluginOf('ack-ram-tool', 'get-credential', '--token'), {
    issues: 'certificate',
    clusterId: null,
    region: null,
  });
  t.deepEqual(pluginOf('ackring', 'exec-credential', '--cluster'), {
    issues: 'certificate',
    clusterId: null,
    region: null,
  });
  t.deepEqual(pluginOf('ackring', 'exec-credential', '--cluster-id=', '--cluster', id)?.clusterId, id);
  for (const odd of [
    pluginOf('aws', 'get-token'),
    pluginOf('my-ackring', 'exec-credential'),
    pluginOf('ackring', 'version'),
  ]) {
    t.is(odd, null);
  }
});
