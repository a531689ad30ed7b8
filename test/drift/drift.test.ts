import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ackService } from '@ackring/core/internal/cloud/ack/operations';
import { functionCompute2Service } from '@ackring/core/internal/cloud/function-compute/operations';
import { kmsService } from '@ackring/core/internal/cloud/kms/kms-secrets';
import type { OperationRecord, ServiceRecord } from '@ackring/core/internal/cloud/openapi/operation';
import { ossService } from '@ackring/core/internal/cloud/oss/oss-objects';
import test from 'ava';
import * as v from 'valibot';
import { type DriftOptions, failuresOf, findDrift } from './drift.js';
import { installed } from './installed.js';
import { driftSummary } from './report.js';

const here = installed(new Date('2026-12-01T00:00:00Z'));

const failures = (changed: Partial<DriftOptions>): readonly string[] =>
  failuresOf(findDrift({ ...here, ...changed })).map(
    (each) => `${each.operation}: ${each.place} ${each.problem}`,
  );

/** All of our calls, with one operation changed. */
function withOperation(
  service: ServiceRecord,
  name: string,
  operation: OperationRecord,
): Pick<DriftOptions, 'services'> {
  const changed = { ...service, operations: { ...service.operations, [name]: operation } };
  return { services: here.services.map((each) => (each === service ? changed : each)) };
}

test('everything that we send and read matches the installed SDKs, and has no announced end', (t) => {
  t.deepEqual(failures({}), []);
});

test('no service is declared where the drift check does not look', async (t) => {
  const source = fileURLToPath(new URL('../../../packages/core/src', import.meta.url));
  const { stdout } = await promisify(execFile)('grep', ['-rl', 'satisfies ServiceRecord', source]);
  const files = stdout.trim().split('\n');
  t.deepEqual(
    files.filter((file) => !/\/cloud\/[a-z-]+\/[a-z-]+\.ts$/.test(file)),
    [],
  );
  t.is(new Set(here.services.map(({ product }) => product)).size, files.length);
});

const ack = ackService.operations;
const kms = kmsService.operations;
const detail = ack.DescribeClusterDetail;

const breaks: readonly (readonly [string, Pick<DriftOptions, 'services'>, readonly RegExp[]])[] = [
  [
    'the retired list put back',
    withOperation(ackService, 'DescribeClustersV1', {
      ...ack.DescribeClustersForRegion,
      path: '/api/v1/clusters',
    }),
    [/^cs: operation DescribeClustersV1 retired 2026-09-30: .*2025-12-25/],
  ],
  [
    'a misspelt parameter',
    withOperation(ackService, 'ListClusterKubeconfigStates', {
      ...ack.ListClusterKubeconfigStates,
      query: ['page_number', 'pageSize'],
    }),
    [/^cs ListClusterKubeconfigStates: query page_number is misspelt: the SDK has pageNumber$/],
  ],
  [
    'a parameter that is not there',
    withOperation(ackService, 'DescribeTaskInfo', { ...ack.DescribeTaskInfo, query: ['colour'] }),
    [/^cs DescribeTaskInfo: query colour is not in the SDK$/],
  ],
  [
    'a field that is deprecated and gone',
    withOperation(ackService, 'DescribeClusterDetail', {
      ...detail,
      answer: v.object({ ...detail.answer.entries, external_loadbalancer_id: v.string() }),
    }),
    [
      /^cs DescribeClusterDetail: field external_loadbalancer_id is deprecated$/,
      /^cs DescribeClusterDetail: field external_loadbalancer_id retired 2026-09-30/,
    ],
  ],
  [
    'a misspelt field of an item of a list',
    withOperation(ackService, 'DescribeRegions', {
      ...ack.DescribeRegions,
      answer: v.object({ regions: v.array(v.object({ region_id: v.string() })) }),
    }),
    [/^cs DescribeRegions: field regions\.region_id is misspelt: the SDK has regionId$/],
  ],
  [
    'a misspelt field of a body',
    withOperation(ackService, 'ModifyCluster', {
      ...ack.ModifyCluster,
      body: v.object({ api_server_custom_cert_sans: v.object({ names: v.string() }) }),
    }),
    [/^cs ModifyCluster: body api_server_custom_cert_sans\.names is not in the SDK$/],
  ],
  [
    'a field of an answer that the SDK has none of',
    withOperation(ackService, 'CleanClusterUserPermissions', {
      ...ack.CleanClusterUserPermissions,
      answer: v.object({ task_id: v.string() }),
    }),
    [/^cs CleanClusterUserPermissions: field task_id is not in the SDK$/],
  ],
  [
    'a deprecated operation',
    withOperation(ackService, 'CancelComponentUpgrade', {
      method: 'POST',
      path: '/clusters/{cluster}/components/{component}/cancel',
      answer: null,
    }),
    [/^cs CancelComponentUpgrade: operation is deprecated$/],
  ],
  [
    'a path in the plural, a method of its own',
    withOperation(ackService, 'CleanClusterUserPermissions', {
      ...ack.CleanClusterUserPermissions,
      method: 'POST',
      path: '/clusters/{cluster}/users/{user}/permissions',
    }),
    [
      /^cs CleanClusterUserPermissions: method is DELETE in the SDK, not POST$/,
      /^cs CleanClusterUserPermissions: path is \/cluster\/\{\}\/user\/\{\}\/permissions in the SDK/,
    ],
  ],
  [
    'an operation that no SDK has',
    withOperation(ackService, 'RestoreKubeConfigRecycleItem', { method: 'POST', path: '/x', answer: null }),
    [/^cs RestoreKubeConfigRecycleItem: operation is not in the SDK$/],
  ],
  [
    'a misspelt parameter of RPC',
    withOperation(kmsService, 'GetSecretValue', { ...kms.GetSecretValue, form: ['secretName'] }),
    [/^kms GetSecretValue: parameter secretName is misspelt: the SDK has SecretName$/],
  ],
  [
    'a signature that ends',
    { services: here.services.map((each) => (each === ossService ? { ...each, signature: 'OSS' } : each)) },
    [/^oss: signature OSS ends: /],
  ],
  [
    'an unlisted service without an SDK',
    {
      services: [
        ...here.services,
        { ...kmsService, version: '2099-01-01', operations: { GetSecretValue: kms.GetSecretValue } },
      ],
    },
    [/^kms GetSecretValue: operation is not in the SDK$/],
  ],
];

for (const [name, changed, expected] of breaks) {
  test(`the check fails for ${name}`, (t) => {
    const found = failures(changed);
    t.is(found.length, expected.length, found.join('\n'));
    for (const [index, each] of expected.entries()) t.regex(found[index] ?? '', each);
  });
}

test('the check fails for a function on a runtime that has ended', (t) => {
  t.regex(failures({ runtimes: ['nodejs10'] })[0] ?? '', /^fc: runtime nodejs10 retired 2024-12-15/);
});

test('an exception that no longer holds fails the check', (t) => {
  const known = { product: 'cs', version: '2015-12-15', place: null, reason: 'x', source: 'x' };
  const extra = (operation: string) => ({
    undescribed: [...here.undescribed, { ...known, operation }],
  });
  t.deepEqual(failures(extra('DescribeTaskInfo')), [
    'cs DescribeTaskInfo: operation is in undescribed.ts, and cs20151215 7.2.0 has it',
  ]);
  t.deepEqual(failures(extra('Nothing')), [
    'cs Nothing: operation is in undescribed.ts, and nothing calls it',
  ]);
});

test('the age of the latest reading is reported, and an old one is a warning that fails nothing', (t) => {
  const looks = [
    { on: '2026-11-25', at: 'x' },
    { on: '2026-10-01', at: 'x' },
  ];
  const announcements = { ...here.announcements, looks };
  const after = (now: string) => findDrift({ ...here, announcements, now: new Date(now) });
  t.regex(driftSummary(after('2027-02-23T23:59:59Z')), /last read 90 days ago, on 2026-11-25\n(?!.*warning)/);
  const old = after('2027-02-24T00:00:00Z');
  t.regex(driftSummary(old), /last read 91 days ago, on 2026-11-25\ndrift: warning: over 90 days/);
  t.deepEqual(failuresOf(old), []);
});

test('something merely discouraged is a note', (t) => {
  const summary = driftSummary(findDrift(here));
  t.regex(summary, /note: fc: version 2016-08-15 is discouraged: Not recommended/);
  t.regex(summary, /drift: none$/);
});

test('the handwritten clients have the methods that we call', (t) => {
  const require = createRequire(new URL('../../../packages/core/package.json', import.meta.url));
  for (const [name, { operations }] of [
    ['@alicloud/fc2', functionCompute2Service],
    ['ali-oss', ossService],
  ] as const) {
    const { prototype }: { prototype: object } = require(name);
    for (const method of Object.keys(operations))
      t.is(typeof Reflect.get(prototype, method), 'function', method);
  }
});

test('the program passes as the repository is, and lists every operation on request', async (t) => {
  const program = fileURLToPath(new URL('main.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--all']);
  t.regex(stdout, /^cs 2015-12-15, cs20151215 7\.2\.0\n {2}DescribeRegions: \d+ agree\n/);
  t.regex(stdout, /last read \d+ days ago, on [\d-]+\n/);
});

const belief = { what: 'w', mark: 'nobody says this', on: '2026-01-01', source: 's', wouldTell: 't' };

test('a belief that no source rests on any more fails, with how to mend it', (t) => {
  t.deepEqual(failures({ beliefs: [belief], sources: ['// nobody says this'] }), []);
  const [failure] = failures({ beliefs: [belief], sources: ['// somebody'] });
  t.regex(
    failure ?? '',
    /^belief: w is in beliefs.ts, and no source says `nobody says this`: take the row out/,
  );
});

test('the belief that was confirmed longest ago is told, with what would tell', (t) => {
  const newer = { ...belief, what: 'newer', on: '2026-02-01' };
  const summary = driftSummary(findDrift({ ...here, beliefs: [newer, belief], sources: [belief.mark] }));
  t.regex(summary, /of 2 beliefs the oldest is of 2026-01-01: w \(s\)\ndrift: {3}it would be told by: t/);
});
