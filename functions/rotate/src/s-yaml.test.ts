import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRotationConfiguration } from '@ackring/core/internal/rotation/configuration/configuration';
import { rotationPolicies } from '@ackring/core/internal/rotation/function/ram-policy';
import { customRuntime } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import { Cron } from 'croner';
import * as v from 'valibot';
import { parse } from 'yaml';
import { propsSchema } from './fc3-schema.js';

const root = join(import.meta.dirname, '../../..');

const text = v.pipe(v.string(), v.minLength(1));

const fileSchema = v.strictObject({
  edition: v.literal('3.0.0'),
  name: text,
  access: text,
  vars: v.record(v.string(), v.string()),
  resources: v.strictObject({
    rotate: v.strictObject({
      component: v.literal('fc3'),
      actions: v.strictObject({
        'pre-deploy': v.array(v.strictObject({ run: text, path: text })),
      }),
      props: propsSchema,
    }),
  }),
});

/** What `s` does before the component sees the file: `${config("AccountID")}` and `${vars.NAME}`. */
function substituted(yaml: string): string {
  const plain = yaml.replace(/\$\{config\("AccountID"\)\}/g, '1234567890123456');
  const { vars } = v.parse(v.object({ vars: v.record(v.string(), v.string()) }), parse(plain));
  return plain.replace(/\$\{vars\.(\w+)\}/g, (_whole, name: string) => vars[name] ?? '');
}

async function props(change = (yaml: string) => yaml) {
  const yaml = change(await readFile(join(root, 's.yaml'), 'utf8'));
  return v.parse(fileSchema, parse(substituted(yaml))).resources.rotate.props;
}

test("s.yaml is what the vendor's component takes", async (t) => {
  await t.notThrowsAsync(props());
});

test('the lines that it offers for a Node of one’s own are what the component takes, and what was tried', async (t) => {
  const { runtime, customRuntimeConfig } = await props((yaml) =>
    yaml.replace(/^ *runtime: nodejs20\n/m, '').replace(/^( *)# (runtime|customRuntimeConfig): /gm, '$1$2: '),
  );
  t.deepEqual({ runtime, customRuntimeConfig }, customRuntime);
});

test('what it deploys is what is built', async (t) => {
  const { code, handler, instanceLifecycleConfig } = await props();
  const bundle = await readFile(join(root, code, 'index.js'), 'utf8');
  t.is(handler, 'index.handler');
  t.is(instanceLifecycleConfig.initializer.handler, 'index.initialize');
  t.regex(bundle, /handler/);
});

/** What the language has from Node 21 on; esbuild adds none of it. */
const newer =
  /\b(?:Map|Object)\.groupBy\b|\bPromise\.(?:withResolvers|try)\b|\bArray\.fromAsync\b|\bRegExp\.escape\b|\bIterator\.from\b|\bUint8Array\.from(?:Base64|Hex)\b|\bimport\.meta\.dirname\b/g;

test('what is built asks for nothing that Node 20 does not have', async (t) => {
  const { code } = await props();
  for (const name of ['index.js', 'later.js', 'server.js']) {
    t.deepEqual((await readFile(join(root, code, name), 'utf8')).match(newer), null, name);
  }
});

test('the configuration in its environment is valid, and fits', async (t) => {
  const { environmentVariables } = await props();
  t.true(Buffer.byteLength(JSON.stringify(environmentVariables)) <= 4_096);
  const { sinks } = parseRotationConfiguration(environmentVariables['ACKRING_ROTATION'] ?? '', 's.yaml');
  t.deepEqual(
    sinks.map(({ kind }) => kind),
    // A KMS sink needs a bought instance.
    ['oss'],
  );
});

test('its timer fires every day at four in the morning in Shanghai', async (t) => {
  const [trigger] = (await props()).triggers;
  const [, timezone, pattern] =
    /^CRON_TZ=(\S+) (.*)$/.exec(trigger?.triggerConfig.cronExpression ?? '') ?? [];
  const cron = new Cron(pattern ?? '', { timezone: timezone ?? '' });
  const runs = cron.nextRuns(2, new Date('2027-02-28T20:00:00Z')).map((run) => run.toISOString());
  t.deepEqual(runs, ['2027-03-01T20:00:00.000Z', '2027-03-02T20:00:00.000Z']);
});

test('the policies beside the function match its configuration', async (t) => {
  const { environmentVariables, functionName, logConfig } = await props();
  const yaml = (environmentVariables['ACKRING_ROTATION'] ?? '').replace(/\d{16}/, '*');
  const [own] = rotationPolicies(parseRotationConfiguration(yaml, 's.yaml'), {
    accountId: null,
    // The policy names no region that s.yaml leaves to its reader.
    region: 'SET',
    function: { service: null, function: functionName },
    role: 'ackring-rotate',
    logs: { project: logConfig.project.replace(/\d{16}/, '*'), logstore: logConfig.logstore },
  });
  const kept = async (name: string) =>
    JSON.parse(await readFile(join(root, 'functions/rotate/policy', name), 'utf8'));
  t.deepEqual(await kept('role-policy.json'), own?.policy as never);
  t.deepEqual(await kept('trust-policy.json'), own?.trust as never);
});
