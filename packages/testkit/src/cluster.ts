import type { Cluster } from '@ackring/core/internal/words/cluster';

/** A cluster id in ACK's form, by number. */
export function specimenClusterId(number: number): string {
  return `c${number.toString(16).padStart(32, '0')}`;
}

/** A cluster as a region's list reports it; what is not given is usual. */
export function specimenCluster<Change extends Partial<Cluster>>(change?: Change): Cluster & Change {
  const usual: Cluster = {
    id: specimenClusterId(1),
    name: 'prod',
    region: 'cn-hangzhou',
    type: 'ManagedKubernetes',
    profile: 'Default',
    spec: 'ack.pro.small',
    state: 'running',
    version: '1.34.1-aliyun.1',
    endpoints: null,
    created: null,
    updated: null,
    tags: {},
    vpcId: null,
  };
  return Object.assign(usual, change);
}
