import { join } from 'node:path';
import { createFleetCache, fleetCacheKey } from '@ackring/core/internal/fleet/fleet-cache';
import type { Cluster } from '@ackring/core/internal/words/cluster';

/** Fills a home's cache with a fleet of `rows` clusters, as a scan leaves it. */
export async function cacheLargeFleet(
  home: string,
  rows: number,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(home, '.local', 'state', 'ackring');
  await createFleetCache(folder, fleetCacheKey({ environment, profile: null, endpoint: null })).write({
    clusters: largeFleet(rows),
    seenAt: new Date(),
  });
}

export function largeFleet(rows: number): readonly Cluster[] {
  return Array.from({ length: rows }, (_, index): Cluster => {
    const region = ['ap-northeast-1', 'cn-hangzhou', 'cn-beijing', 'eu-central-1'][index % 4] ?? '';
    return {
      id: `c${index.toString(16).padStart(32, '0')}`,
      name: `${['prod', 'staging', 'dev'][index % 3]}-${['api', 'batch', 'web', 'data'][index % 4]}-${index}`,
      region,
      type: 'ManagedKubernetes',
      profile: index % 5 === 0 ? 'Serverless' : 'Default',
      spec: 'ack.pro.small',
      state: index % 17 === 0 ? 'updating' : 'running',
      version: '1.34.1-aliyun.1',
      endpoints: {
        public: index % 2 ? ['https://203.0.113.10:6443'] : [],
        private: ['https://192.168.0.1:6443'],
      },
      created: null,
      updated: null,
      vpcId: null,
      tags: {},
    };
  });
}
