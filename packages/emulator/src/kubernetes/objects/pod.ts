import { randomBytes } from 'node:crypto';
import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import { findKind } from '../model/resources.js';
import { forbidden, Refusal } from '../model/status.js';
import { storeOf } from '../model/store.js';
import type { ObjectCall } from './call.js';

/**
 * A pod as admitted: with its ServiceAccount, whose token is mounted, and with the usual defaults. Nothing runs here,
 * so it stays Pending. Refused if the account does not exist.
 */
export function admittedPod(call: ObjectCall, pod: JsonRecord): JsonRecord {
  const spec = recordAt(pod, 'spec');
  const account = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount') || 'default';
  refuseWithoutAccount(call, textAt(recordAt(pod, 'metadata'), 'name') ?? '', account);
  const volume = `kube-api-access-${randomBytes(3).toString('hex').slice(0, 5)}`;
  const volumes = Array.isArray(spec['volumes']) ? spec['volumes'] : [];
  const containers = Array.isArray(spec['containers']) ? spec['containers'] : [];
  const whole = {
    ...usualSpec,
    ...spec,
    volumes: [...volumes, tokenVolume(volume)],
    containers: containers.filter(isRecord).map((container) => wholeContainer(container, volume)),
    serviceAccountName: account,
    serviceAccount: account,
  };
  return { ...pod, spec: whole, status: { phase: 'Pending', qosClass: 'BestEffort' } };
}

function refuseWithoutAccount({ cluster, kind, namespace }: ObjectCall, name: string, account: string): void {
  const accounts = findKind('', 'v1', 'serviceaccounts');
  if (!accounts || storeOf(cluster).get(accounts, namespace, account)) return;
  const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
  throw new Refusal(forbidden(kind, name, why));
}

const usualSpec = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
  tolerations: ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })),
  priority: 0,
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
};

function tokenVolume(name: string) {
  const path = 'metadata.namespace';
  const namespace = [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: path } }];
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: namespace } },
  ];
  return { name, projected: { sources, defaultMode: 420 } };
}

function wholeContainer(container: JsonRecord, volume: string): JsonRecord {
  const mount = { name: volume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  const mounts = Array.isArray(container['volumeMounts']) ? container['volumeMounts'] : [];
  const tag = /:([^/]+)$/.exec(textAt(container, 'image') ?? '')?.[1] ?? 'latest';
  return {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: tag === 'latest' ? 'Always' : 'IfNotPresent',
    ...container,
    volumeMounts: [...mounts, mount],
  };
}
