import type { ScenarioKind } from './scenario.js';

/** What the API says of each kind of cluster. */
export const clusterKinds: Readonly<Record<ScenarioKind, { type: string; profile: string; spec: string }>> = {
  managed: { type: 'ManagedKubernetes', profile: 'Default', spec: 'ack.pro.small' },
  dedicated: { type: 'Kubernetes', profile: 'Default', spec: '' },
  serverless: { type: 'ManagedKubernetes', profile: 'Serverless', spec: 'ack.standard' },
  edge: { type: 'ManagedKubernetes', profile: 'Edge', spec: 'ack.standard' },
  lingjun: { type: 'ManagedKubernetes', profile: 'Lingjun', spec: 'ack.pro.small' },
  registered: { type: 'ExternalKubernetes', profile: 'Default', spec: '' },
};

/** Regions' names as DescribeRegions tells them. */
export const regionNames: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'China (Hangzhou)',
  'cn-shanghai': 'China (Shanghai)',
  'cn-beijing': 'China (Beijing)',
  'cn-shenzhen': 'China (Shenzhen)',
  'cn-chengdu': 'China (Chengdu)',
  'cn-hongkong': 'China (Hong Kong)',
  'ap-northeast-1': 'Japan (Tokyo)',
  'ap-northeast-2': 'South Korea (Seoul)',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-3': 'Malaysia (Kuala Lumpur)',
  'ap-southeast-5': 'Indonesia (Jakarta)',
  'eu-central-1': 'Germany (Frankfurt)',
  'eu-west-1': 'UK (London)',
  'me-east-1': 'UAE (Dubai)',
  'us-east-1': 'US (Virginia)',
  'us-west-1': 'US (Silicon Valley)',
};
