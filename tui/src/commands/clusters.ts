import type { Cluster } from '@ackring/core/cluster';
import { clusterTable, clusterToJson } from '../present/clusters.js';
import { collectFleet } from './collect-fleet.js';
import { defineCommand } from './command.js';
import { globMatcher } from './glob.js';

export const command = defineCommand({
  name: 'clusters',
  summary: "list every region's clusters",
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    name: { type: 'string', value: 'GLOB', summary: 'only clusters whose name matches, such as "prod-*"' },
  },
  examples: [
    { line: 'ackring clusters', summary: 'the whole fleet' },
    { line: 'ackring clusters --region ap-northeast-1 --name "prod-*" --json', summary: 'a part, as JSON' },
  ],
  async run({ options, services, output, signal }) {
    const fleet = await collectFleet(services, output, signal);
    const matches = globMatcher(options.name);
    const clusters = fleet.clusters.filter((cluster) => matches(cluster.name)).toSorted(byPlace);
    if (output.json) output.list(clusters, clusterToJson);
    else output.write(clusterTable(clusters, output.columns));
    output.note(`${clusters.length} of ${fleet.clusters.length} clusters in ${fleet.regions.length} regions`);
    return fleet.exitCode;
  },
});

function byPlace(a: Cluster, b: Cluster): number {
  return a.region.localeCompare(b.region) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
}
