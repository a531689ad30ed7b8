import test from 'ava';
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

/** A label on the namespace would be everybody's there. */
const manifests = `---
apiVersion: v1
kind: Namespace
metadata:
  name: night
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ackring-rotate
  namespace: night
  labels:
    app.kubernetes.io/name: ackring-rotate
    app.kubernetes.io/part-of: ackring
automountServiceAccountToken: false
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ackring-rotate
  namespace: night
  labels:
    app.kubernetes.io/name: ackring-rotate
    app.kubernetes.io/part-of: ackring
data:
  rotation.yaml: |
    # ours
    identities: [self]
    sinks: [{kind: kms}]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: ackring-rotate
  namespace: night
  labels:
    app.kubernetes.io/name: ackring-rotate
    app.kubernetes.io/part-of: ackring
spec:
  schedule: 5 3 * * *
  timeZone: Asia/Tokyo
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 43200
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 1
      activeDeadlineSeconds: 3600
      template:
        metadata:
          labels:
            app.kubernetes.io/name: ackring-rotate
            app.kubernetes.io/part-of: ackring
        spec:
          serviceAccountName: ackring-rotate
          automountServiceAccountToken: false
          enableServiceLinks: false
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 65532
            runAsGroup: 65532
            fsGroup: 65532
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: rotate
              image: SET
              args:
                - rotate
                - apply
                - --config
                - /etc/ackring/rotation.yaml
                - --unattended
                - --time-limit
                - 55m
                - --json
              env:
                - name: ALIBABA_CLOUD_ROLE_ARN
                  value: acs:ram::12345:role/ackring-rotate
                - name: ALIBABA_CLOUD_OIDC_PROVIDER_ARN
                  value: acs:ram::12345:oidc-provider/ack-rrsa-c1
                - name: ALIBABA_CLOUD_OIDC_TOKEN_FILE
                  value: /var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token
                - name: ALIBABA_CLOUD_REGION_ID
                  value: ap-northeast-1
                - name: HOME
                  value: /home/ackring
              resources:
                requests:
                  cpu: 100m
                  memory: 256Mi
                limits:
                  memory: 512Mi
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop:
                    - ALL
              volumeMounts:
                - name: configuration
                  mountPath: /etc/ackring
                  readOnly: true
                - name: rrsa-token
                  mountPath: /var/run/secrets/ack.alibabacloud.com/rrsa-tokens
                  readOnly: true
                - name: home
                  mountPath: /home/ackring
          volumes:
            - name: configuration
              configMap:
                name: ackring-rotate
            - name: rrsa-token
              projected:
                defaultMode: 288
                sources:
                  - serviceAccountToken:
                      audience: sts
                      expirationSeconds: 3600
                      path: token
            - name: home
              emptyDir:
                medium: Memory
                sizeLimit: 64Mi
`;

test('the manifests hold the configuration as it was written, and a pod that may nothing in its cluster', (t) => {
  t.is(cronJobManifests(yaml, place), manifests);
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
