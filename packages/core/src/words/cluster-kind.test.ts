import test from 'ava';
import { type ClusterKind, clusterEdition, clusterKind, clusterKinds } from './cluster-kind.js';

const kinds: [type: string, profile: string, kind: ClusterKind][] = [
  ['ManagedKubernetes', 'Default', 'managed'],
  ['ManagedKubernetes', '', 'managed'],
  ['ManagedKubernetes', 'Serverless', 'serverless'],
  ['ManagedKubernetes', 'Edge', 'edge'],
  ['ManagedKubernetes', 'LingJun', 'lingjun'],
  ['ManagedKubernetes', 'Lingjun', 'lingjun'],
  ['ManagedKubernetes', 'Acs', 'acs'],
  ['Kubernetes', 'Default', 'dedicated'],
  ['Kubernetes', 'Edge', 'dedicated'],
  ['ExternalKubernetes', 'Default', 'registered'],
  ['ExternalKubernetes', 'Serverless', 'registered'],
  ['AckOneHub', 'Default', 'hub'],
  ['Ask', 'Default', 'unknown'],
  ['', 'Serverless', 'unknown'],
];

for (const [type, profile, kind] of kinds) {
  test(`${type || 'nothing'} of profile ${profile || 'nothing'} is ${kind}`, (t) => {
    t.is(clusterKind({ type, profile }), kind);
  });
}

const editions: [type: string, spec: string, edition: string | null][] = [
  ['ManagedKubernetes', 'ack.standard', 'Basic'],
  ['ManagedKubernetes', 'ack.pro.small', 'Pro'],
  ['ManagedKubernetes', 'ack.pro.xlarge', 'Pro XL'],
  ['ManagedKubernetes', 'ack.pro.2xlarge', 'Pro 2XL'],
  ['ManagedKubernetes', 'ack.pro.4xlarge', 'Pro 4XL'],
  ['ManagedKubernetes', 'ack.pro.16xlarge', 'Pro'],
  ['ManagedKubernetes', 'ack.other', null],
  ['ManagedKubernetes', '', null],
  ['Kubernetes', 'ack.standard', null],
  ['ExternalKubernetes', 'ack.pro.small', null],
];

for (const [type, spec, edition] of editions) {
  test(`${type} of spec ${spec || 'nothing'} is of edition ${edition}`, (t) => {
    t.is(clusterEdition({ type, spec }), edition);
  });
}

test('only a dedicated cluster has masters of one’s own, and what ACK does not run takes no tokens', (t) => {
  const those = (fact: 'hasMasters' | 'takesTokens', is: boolean) =>
    Object.entries(clusterKinds).flatMap(([kind, facts]) => (facts[fact] === is ? kind : []));
  t.deepEqual(those('hasMasters', true), ['dedicated']);
  t.deepEqual(those('takesTokens', false), ['dedicated', 'registered', 'hub']);
});
