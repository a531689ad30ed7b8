import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Emulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import type { ClientIdentity } from '@ackring/testkit/client-identity';
import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import type { ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';
import { type Ackring, createAckring } from './run-ackring.js';

/** The cluster that it runs in, and those that it looks after. */
export const cronJobFleet: Scenario = {
  clusters: [
    { name: 'ops', region: 'cn-hangzhou', rrsa: true, holders: { ops: { daysLeft: 300 } } },
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, region: 'cn-hangzhou' })),
  ],
};

export const cronJobRotation = `name: fleet
select: {exclude: [ops]}
sinks: [{kind: kms, prefix: "ackring/"}, {kind: oss, bucket: ackring-kubeconfigs}]
`;

const named = v.object({ name: v.string(), value: v.string() });
const mount = v.object({ name: v.string(), mountPath: v.string() });
const tokenRequest = v.object({ audience: v.string(), expirationSeconds: v.number(), path: v.string() });
const projected = v.object({ sources: v.tuple([v.object({ serviceAccountToken: tokenRequest })]) });
const podSpec = v.looseObject({
  serviceAccountName: v.string(),
  containers: v.tuple([
    v.looseObject({ args: v.array(v.string()), env: v.array(named), volumeMounts: v.array(mount) }),
  ]),
  volumes: v.array(v.looseObject({ name: v.string(), projected: v.optional(projected) })),
});
const cronJob = v.looseObject({
  spec: v.looseObject({
    jobTemplate: v.object({ spec: v.looseObject({ template: v.looseObject({ spec: podSpec }) }) }),
  }),
});
const anyObject = v.looseObject({ kind: v.string(), metadata: v.looseObject({ name: v.string() }) });

type PodSpec = v.InferOutput<typeof podSpec>;

/** What `cronjob files` wrote, applied to a cluster's API server; and its role in the account. */
export interface CronJobWorld {
  readonly emulator: Emulator;
  readonly person: Ackring;
  /** Asks the API server as an administrator. */
  ask(method: string, path: string, body: object): Promise<void>;
  /** In a container of the pod: nothing of a person's. */
  readonly ackring: Ackring;
  readonly pod: PodSpec;
  /** The container as a kubelet would start it, with a token of that service account. */
  container(serviceAccount?: string): Promise<Container>;
}

interface Container {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The cluster's own API server, or a real one in its place. */
export async function cronJobWorld(
  t: ExecutionContext,
  inPlace?: (emulator: Emulator) => Promise<ClientIdentity>,
): Promise<CronJobWorld> {
  const cloud = await startCloud(cronJobFleet);
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const { emulator } = cloud;
  const person = await createAckring(t, emulator);
  const at = (name: string) => join(person.home, name);
  await writeFile(at('rotation.yaml'), cronJobRotation);
  const files = ['cronjob', 'files', 'ops', '--config', at('rotation.yaml'), '--out', at('deploy')];
  const run = await person.run([...files, '--image', 'registry.example.com/ackring:1']);
  t.is(run.code, 0, run.stderr);
  await createRole(emulator, at('deploy'));
  const text = await readFile(at('deploy/cronjob.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map((document) => v.parse(anyObject, document.toJS()));
  const admin = await (inPlace?.(emulator) ?? cloud.fetch('ops'));
  const ask = async (path: string, body: object) => {
    const answer = await askKubernetes(admin, 'POST', path, body);
    t.is(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  for (const object of objects) {
    // An API server that enforces it takes the pod.
    const strict =
      object.kind === 'Namespace' ? { metadata: { ...object.metadata, labels: restricted } } : {};
    await ask(`${paths[object.kind]}?fieldValidation=Strict`, { ...object, ...strict });
  }
  const pod = v.parse(cronJob, objects.at(-1)).spec.jobTemplate.spec.template.spec;
  const metadata = { name: 'one', namespace: 'ackring' };
  await ask(`${paths['Pod']}?dryRun=All`, { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod });
  const ackring = await createAckring(t, { environment: endpointsOf(emulator) });
  return {
    emulator,
    person,
    ask: async (method, path, body) => {
      const headers = { 'content-type': 'application/merge-patch+json' };
      const { status } = await askKubernetes(admin, method, path, body, headers);
      t.is(status, 200);
    },
    ackring,
    pod,
    container: async (serviceAccount = pod.serviceAccountName) => {
      const [asked] = pod.volumes.flatMap((volume) => volume.projected?.sources ?? []);
      const { audience, expirationSeconds } = v.parse(tokenRequest, asked?.serviceAccountToken);
      const spec = { audiences: [audience], expirationSeconds };
      const issued = await ask(`${paths['ServiceAccount']}/${serviceAccount}/token`, { spec });
      const { token } = v.parse(v.looseObject({ token: v.string() }), issued['status']);
      return mounted(pod, { folder: join(ackring.home, 'pod'), token });
    },
  };
}

const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

const core = '/api/v1/namespaces/ackring';
export const paths: Readonly<Record<string, string>> = {
  Namespace: '/api/v1/namespaces',
  ServiceAccount: `${core}/serviceaccounts`,
  ConfigMap: `${core}/configmaps`,
  Pod: `${core}/pods`,
  CronJob: '/apis/batch/v1/namespaces/ackring/cronjobs',
};

/** Its volumes in a folder here, instead of at the container's paths. */
async function mounted(
  { containers: [{ args, env, volumeMounts }] }: PodSpec,
  { folder, token }: { readonly folder: string; readonly token: string },
): Promise<Container> {
  const here = (path: string): string =>
    volumeMounts.some(({ mountPath }) => path.startsWith(mountPath)) ? join(folder, path) : path;
  const environment = Object.fromEntries(env.map(({ name, value }) => [name, here(value)]));
  const texts = {
    [environment['ALIBABA_CLOUD_OIDC_TOKEN_FILE'] ?? '']: token,
    [here(args[args.indexOf('--config') + 1] ?? '')]: cronJobRotation,
  };
  for (const [file, text] of Object.entries(texts)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { args: args.map(here), environment };
}

/** With the two documents that were written, and no other right. */
async function createRole(emulator: Emulator, folder: string): Promise<void> {
  const ram = officialRpcClient(emulator.endpoints.ram, '2015-05-01', keyOf(emulator, 'ops'));
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const RoleName = 'ackring-rotate';
  await ram('CreateRole', { RoleName, AssumeRolePolicyDocument: await read('trust-policy.json') });
  await ram('CreatePolicy', { PolicyName: RoleName, PolicyDocument: await read('role-policy.json') });
  await ram('AttachPolicyToRole', { RoleName, PolicyName: RoleName, PolicyType: 'Custom' });
}

function endpointsOf({ environment }: Emulator): Record<string, string> {
  const isKept = ([name]: [string, string]): boolean => /_ENDPOINT$|^ACKRING_RECEIVERS$/.test(name);
  return Object.fromEntries(Object.entries(environment).filter(isKept));
}

const report = v.object({
  counts: v.record(v.string(), v.number()),
  outcomes: v.array(
    v.looseObject({
      cluster: v.object({ name: v.string() }),
      decision: v.object({ kind: v.string(), reason: v.string() }),
      steps: v.array(v.looseObject({ step: v.string(), result: v.string() })),
    }),
  ),
});

/** Of a report what is the same for everybody who did the same: no ids, no times. */
export function outcomesOf(text: unknown) {
  const { counts, outcomes } = v.parse(report, text);
  const lines = outcomes.map(({ cluster, decision, steps }) => {
    return [
      cluster.name,
      decision.kind,
      decision.reason,
      ...steps.map(({ step, result }) => `${step} ${result}`),
    ];
  });
  return { counts, lines: lines.toSorted() };
}
