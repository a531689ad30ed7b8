import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseRotationConfiguration } from '@ackring/core/internal/rotation/configuration/configuration';
import { rotationPolicies } from '@ackring/core/internal/rotation/function/ram-policy';
import { parse } from '@cdktf/hcl2json';
import test from 'ava';
import { Cron } from 'croner';
import * as v from 'valibot';

const folder = join(import.meta.dirname, '../terraform');
const example = join(folder, 'examples/private-vpc');

const value = v.union([v.string(), v.number(), v.boolean()]);
const one = <const T extends v.ObjectEntries>(entries: T) =>
  v.pipe(v.array(v.strictObject(entries)), v.length(1));
const dynamic = <const T extends v.ObjectEntries>(name: string, entries: T) =>
  v.strictObject({ [name]: one({ for_each: value, content: one(entries) }) });
const tags = v.optional(value);
const depends = v.optional(v.array(value));

// The arguments that the module sets, as the provider (github.com/aliyun/terraform-provider-alicloud, 1.289.0,
// 2026-08) declares them: names, nesting, required ones, and none that is deprecated. Any other is refused here until
// somebody has looked it up there.
const resources = {
  alicloud_ram_role: v.strictObject({
    role_name: value,
    description: value,
    assume_role_policy_document: value,
    tags,
  }),
  alicloud_ram_policy: v.strictObject({
    policy_name: value,
    description: value,
    policy_document: value,
    rotate_strategy: v.picklist(['None', 'DeleteOldestNonDefaultVersionWhenLimitExceeded']),
  }),
  alicloud_ram_role_policy_attachment: v.strictObject({
    role_name: value,
    policy_name: value,
    policy_type: v.picklist(['System', 'Custom']),
  }),
  alicloud_log_project: v.strictObject({ project_name: value, description: value }),
  alicloud_log_store: v.strictObject({
    project_name: value,
    logstore_name: value,
    retention_period: value,
    shard_count: v.number(),
  }),
  alicloud_log_store_index: v.strictObject({
    project: value,
    logstore: value,
    full_text: one({ token: value }),
    field_search: one({
      name: value,
      type: v.picklist(['long', 'text', 'double', 'json']),
      enable_analytics: v.boolean(),
      token: value,
    }),
  }),
  alicloud_fcv3_function: v.strictObject({
    function_name: value,
    description: value,
    runtime: v.picklist(['nodejs20', 'nodejs18', 'nodejs16', 'nodejs14']),
    handler: value,
    cpu: v.number(),
    memory_size: value,
    disk_size: v.number(),
    timeout: value,
    instance_concurrency: v.pipe(v.number(), v.maxValue(200)),
    internet_access: value,
    role: value,
    environment_variables: value,
    code: one({ zip_file: value }),
    instance_lifecycle_config: one({
      initializer: one({ handler: value, timeout: v.pipe(v.number(), v.maxValue(600)) }),
    }),
    log_config: one({
      project: value,
      logstore: value,
      enable_request_metrics: v.boolean(),
      enable_instance_metrics: v.boolean(),
      log_begin_rule: v.picklist(['None', 'DefaultRegex']),
    }),
    dynamic: dynamic('vpc_config', { vpc_id: value, vswitch_ids: value, security_group_id: value }),
    tags,
    depends_on: depends,
  }),
  alicloud_fcv3_function_version: v.strictObject({
    for_each: value,
    function_name: value,
    description: value,
  }),
  alicloud_fcv3_alias: v.strictObject({
    function_name: value,
    alias_name: value,
    description: value,
    version_id: value,
  }),
  alicloud_fcv3_async_invoke_config: v.strictObject({
    function_name: value,
    qualifier: value,
    max_async_retry_attempts: v.pipe(v.number(), v.maxValue(8)),
    max_async_event_age_in_seconds: v.pipe(v.number(), v.maxValue(86_400)),
    async_task: v.boolean(),
    dynamic: dynamic('destination_config', { on_failure: one({ destination: value }) }),
  }),
  alicloud_fcv3_trigger: v.strictObject({
    function_name: value,
    trigger_name: value,
    trigger_type: v.literal('timer'),
    description: value,
    qualifier: value,
    trigger_config: value,
    depends_on: depends,
  }),
  alicloud_cms_alarm: v.strictObject({
    count: value,
    name: value,
    project: value,
    metric: value,
    contact_groups: value,
    period: v.number(),
    silence_time: v.pipe(v.number(), v.minValue(300), v.maxValue(86_400)),
    metric_dimensions: value,
    escalations_critical: one({
      statistics: value,
      comparison_operator: v.picklist(['>', '>=', '<', '<=', '==', '!=']),
      threshold: v.string(),
      times: v.number(),
    }),
  }),
};

const module = v.object({
  resource: v.record(v.string(), v.record(v.string(), v.array(v.unknown()))),
});

async function hcl(path: string): Promise<Record<string, unknown>> {
  return parse(path, await readFile(path, 'utf8'));
}

test('the Terraform module uses only arguments of the provider, and misses no required one', async (t) => {
  const { resource } = v.parse(module, await hcl(join(folder, 'main.tf')));
  t.deepEqual(Object.keys(resource).toSorted(), Object.keys(resources).toSorted());
  for (const [type, schema] of Object.entries(resources)) {
    for (const [name, blocks] of Object.entries(resource[type] ?? {})) {
      for (const block of blocks) {
        const checked = v.safeParse(schema, block);
        const problems = checked.issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`) ?? [];
        t.deepEqual(problems, [], `${type}.${name}`);
      }
    }
  }
});

test('it deploys what s.yaml deploys', async (t) => {
  const { resource } = v.parse(module, await hcl(join(folder, 'main.tf')));
  const [fn] = resource['alicloud_fcv3_function']?.['rotate'] ?? [];
  t.like(fn, {
    runtime: 'nodejs20',
    handler: 'index.handler',
    cpu: 0.35,
    disk_size: 512,
    instance_concurrency: 1,
  });
  const { variable } = v.parse(
    v.object({
      variable: v.record(v.string(), v.array(v.looseObject({ default: v.optional(v.unknown()) }))),
    }),
    await hcl(join(folder, 'variables.tf')),
  );
  const byDefault = (name: string) => variable[name]?.[0]?.default;
  t.deepEqual([byDefault('memory_size'), byDefault('timeout')], [512, 600]);
  const [, timezone = '', pattern = ''] = /^CRON_TZ=(\S+) (.*)$/.exec(String(byDefault('schedule'))) ?? [];
  const [next] = new Cron(pattern, { timezone }).nextRuns(1, new Date('2027-02-28T20:00:00Z'));
  t.is(next?.toISOString(), '2027-03-01T20:00:00.000Z');
});

test("the example's policy is that of its rotation", async (t) => {
  const rotation = await readFile(join(example, 'rotation.yaml'), 'utf8');
  const [own] = rotationPolicies(parseRotationConfiguration(rotation, 'rotation.yaml'), {
    accountId: null,
    region: 'ap-northeast-1',
    function: { service: null, function: 'ackring-rotate' },
    role: 'ackring-rotate',
    logs: { project: 'ackring-*-ap-northeast-1', logstore: 'rotate' },
  });
  t.deepEqual(JSON.parse(await readFile(join(example, 'policy.json'), 'utf8')), own?.policy as never);
});

test('its files are formatted as by `terraform fmt`', async (t) => {
  const run = promisify(execFile);
  const found = await run('terraform', ['version']).catch(() => null);
  if (found === null) {
    t.log('left out: there is no terraform here');
    t.pass();
    return;
  }
  await t.notThrowsAsync(run('terraform', ['fmt', '-check', '-recursive', '-diff', folder]));
});
