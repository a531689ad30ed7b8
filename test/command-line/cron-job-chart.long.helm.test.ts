import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startCloud } from '@ackring/testkit/cloud';
import test, { type ExecutionContext } from 'ava';
import { parseAllDocuments } from 'yaml';
import { cronJobFleet, cronJobRotation } from './cron-job-world.js';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const image = 'registry.example.com/ackring:1.4.0';
/** What a template would take for its own. */
const rotation = `# {{ .Values.image }} {{ fail "no" }} "'\\ 日本 <&>\n${cronJobRotation}`;

/** The chart that was written, and the manifests of the same. */
async function written(t: ExecutionContext) {
  const cloud = await startCloud(cronJobFleet);
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const { home, runHere } = await createAckring(t, cloud.emulator);
  const at = (name: string) => join(home, name);
  await writeFile(at('rotation.yaml'), rotation);
  const files = async (...args: readonly string[]) => {
    const asked = ['cronjob', 'files', 'ops', '--config', at('rotation.yaml'), '--image', image, ...args];
    const { code, stderr } = await runHere(asked);
    t.is(code, 0, stderr);
    return stderr;
  };
  await files('--out', at('plain'));
  t.regex(await files('--helm', '--out', at('deploy')), /`helm upgrade --install ackring-rotate .+`/);
  const chart = at('deploy/ackring-rotate');
  const helm = async (...args: readonly string[]) =>
    (await run('helm', args, { env: { ...process.env, HOME: home } })).stdout;
  return {
    helm,
    chart,
    template: async (...args: readonly string[]) => byKind(await helm('template', 'any', chart, ...args)),
    plain: byKind(await readFile(at('plain/cronjob.yaml'), 'utf8')),
  };
}

/** Helm decides the order of kinds. */
function byKind(text: string) {
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  return Object.fromEntries(objects.map((object) => [object.kind, object]));
}

test('what Helm makes of the chart is the manifests, and it finds no fault with it', async (t) => {
  const { helm, chart, template, plain } = await written(t);
  t.deepEqual(Object.keys(plain).length, 4);
  t.deepEqual(await template(), plain);
  t.regex(await helm('lint', '--strict', chart), /1 chart\(s\) linted, 0 chart\(s\) failed/);
  t.notRegex(await helm('lint', chart), /WARNING|ERROR/);
});

test('each value is where it belongs', async (t) => {
  const { template, plain } = await written(t);
  const changed = {
    ...{ image: 'r.example.com/a@sha256:1', schedule: '*/5 1 * * *', timeZone: 'Asia/Tokyo' },
    ...{ namespace: 'night', serviceAccount: 'rotator', region: 'ap-northeast-1', audience: 'aud' },
    ...{ roleArn: 'acs:ram::1:role/r', providerArn: 'acs:ram::1:oidc-provider/p' },
    createNamespace: false,
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
  };
  const set = Object.entries(changed).flatMap(([name, value]) => [
    '--set-json',
    `${name}=${JSON.stringify(value)}`,
  ]);
  const { Namespace, ServiceAccount, ConfigMap, CronJob } = await template(...set);
  t.is(Namespace, undefined);
  t.like(ServiceAccount.metadata, { name: 'rotator', namespace: 'night' });
  t.is(ConfigMap.metadata.namespace, 'night');
  t.deepEqual(ConfigMap.data, plain['ConfigMap'].data);
  t.like(CronJob.spec, { schedule: '*/5 1 * * *', timeZone: 'Asia/Tokyo' });
  const { spec } = CronJob.spec.jobTemplate.spec.template;
  t.is(spec.serviceAccountName, 'rotator');
  const [container] = spec.containers;
  t.is(container.image, changed.image);
  t.deepEqual(container.resources, changed.resources);
  const variables = container.env.map(({ value }: { readonly value: string }) => value);
  for (const value of [changed.region, changed.roleArn, changed.providerArn])
    t.true(variables.includes(value));
  t.true(JSON.stringify(spec.volumes).includes('"audience":"aud"'));
});
