import test from 'ava';
import { parseAllDocuments } from 'yaml';
import { type CronJobPlace, cronJobManifests, cronJobPolicies } from './cron-job-files.js';

const place: CronJobPlace = {
  namespace: 'night',
  image: null,
  schedule: '5 3 * * *',
  timeZone: 'Asia/Tokyo',
  region: 'ap-northeast-1',
  rrsa: { provider: 'acs:ram::12345:oidc-provider/ack-rrsa-c1', issuer: 'https://i/c1', audience: 'sts' },
};
const yaml = '# ours\nidentities: [self]\nsinks: [{kind: kms}]\n';

test('the manifests hold the configuration as it was written, and a pod that may nothing in its cluster', (t) => {
  const documents = parseAllDocuments(cronJobManifests(yaml, place));
  const [namespace, account, settings, job] = documents.map((each) => each.toJS());
  t.deepEqual(namespace.metadata, { name: 'night' }, 'a label would be everybody’s there');
  t.is(settings.data['rotation.yaml'], yaml);
  t.false(account.automountServiceAccountToken);
  t.like(job.spec, { schedule: '5 3 * * *', timeZone: 'Asia/Tokyo', concurrencyPolicy: 'Forbid' });
  const { spec } = job.spec.jobTemplate.spec.template;
  t.like(spec, { automountServiceAccountToken: false, restartPolicy: 'Never' });
  const [container] = spec.containers;
  t.is(container.image, 'SET');
  t.deepEqual(container.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  const variables = Object.fromEntries(
    container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
  t.like(variables, {
    ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::12345:role/ackring-rotate',
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: place.rrsa.provider,
    ALIBABA_CLOUD_REGION_ID: 'ap-northeast-1',
  });
  const audiences = spec.volumes.flatMap((volume: Record<string, never>) => {
    const { sources = [] } = volume['projected'] ?? {};
    return sources.map(
      (source: Record<string, Record<string, unknown>>) => source['serviceAccountToken']?.['audience'],
    );
  });
  t.deepEqual(audiences, ['sts']);
});

/** Sinks, and what keeps a pod from them; null for nothing. */
const sinks: readonly (readonly [sinks: string, wrong: RegExp | null])[] = [
  ['[]', /names no sink/],
  ['[{kind: file, directory: ./keys}]', /a pod does not have: file/],
  ['[{kind: kms}, {kind: file, directory: /keys}]', /a pod does not have: file/],
  ['[{kind: kubernetesSecret, context: ops, namespace: ci, name: x}]', /kubernetesSecret/],
  [
    '[{kind: kubernetesSecret, context: ops, kubeconfig: hub.yaml, namespace: ci, name: x}]',
    /kubernetesSecret/,
  ],
  ['[{kind: kubernetesSecret, context: ops, kubeconfig: "kms:hub", namespace: ci, name: x}]', null],
  [
    '[{kind: kubernetesSecret, cluster: c0123456789abcdef0123456789abcdef, region: r, namespace: ci, name: x}]',
    null,
  ],
  ['[{kind: oss, bucket: my-keys}]', null],
];

for (const [given, wrong] of sinks) {
  test(`a pod ${wrong === null ? 'reaches' : 'is not made for'} ${given}`, (t) => {
    const write = () => cronJobManifests(`sinks: ${given}`, place);
    if (wrong === null) t.notThrows(write);
    else t.throws(write, { code: 'ConfigurationInvalid', message: wrong });
  });
}

test('the role is for one account of one cluster, and calls no function', (t) => {
  const { policy, trust } = cronJobPolicies(yaml, place);
  t.deepEqual(trust.Statement[0].Principal, { Federated: [place.rrsa.provider] });
  t.deepEqual(trust.Statement[0].Condition, {
    StringEquals: {
      'oidc:iss': ['https://i/c1'],
      'oidc:aud': ['sts'],
      'oidc:sub': ['system:serviceaccount:night:ackring-rotate'],
    },
  });
  const all = JSON.stringify(policy);
  t.notRegex(all, /fc:|log:/);
  t.regex(all, /acs:kms:ap-northeast-1:12345:secret/);
});
