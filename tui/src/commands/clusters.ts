import type { Cluster } from '@ackring/core/words/cluster';
import { exitCodes } from '@ackring/core/words/errors';
import { clusterTable } from '../features/clusters/table.js';
import { printTable } from '../shell/text-table.js';
import { collectEndpoints } from './collect-endpoints.js';
import { collectFleet, tellUnread } from './collect-fleet.js';
import { defineCommand } from './command.js';
import { globMatcher } from './glob.js';

/** Endpoints cost a call a cluster: a person who lists a large fleet is not made to wait for all of them. */
const askedForPeople = 100;

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
  async run(context) {
    const { options, services, output, signal } = context;
    const fleet = await collectFleet(services, signal);
    tellUnread(fleet, output);
    const matches = globMatcher(options.name);
    const chosen = fleet.clusters.filter((cluster) => matches(cluster.name)).toSorted(byPlace);
    const atMost = output.json ? Number.POSITIVE_INFINITY : askedForPeople;
    const asked = await collectEndpoints(chosen, { services, output, signal }, atMost);
    const { clusters, refused, unasked } = asked;
    if (output.json) output.list(clusters, clusterTable.toJson);
    else await printTable(context, clusterTable, clusters);
    output.note(`${clusters.length} of ${fleet.clusters.length} clusters in ${fleet.regions.length} regions`);
    if (unasked > 0)
      output.note(
        `· ${unasked} of them were not asked for their endpoints; \`ackring clusters --json\` asks all`,
      );
    return refused > 0 ? exitCodes.partial : fleet.exitCode;
  },
});

function byPlace(a: Cluster, b: Cluster): number {
  return a.region.localeCompare(b.region) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
}
