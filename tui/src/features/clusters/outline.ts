import { visible } from '@ackring/core/words';
import type { View } from '../../screen/feature.js';
import { isOfEndpoints, withoutEndpoints } from '../../subjects/cluster/detail-answers.js';
import { failedRegions, isSilent } from '../../subjects/cluster/fleet.js';

/** What the Clusters screen shows around its rows, and before it has any. */
export const clusterOutline: Pick<View, 'crumb' | 'age'> = {
  crumb: (state, { crumbs }) => {
    const { regions, fleet } = state;
    const where = regions.length === 0 ? crumbs.allRegions : crumbs.regions(regions.map(visible));
    if (fleet.isStopped) return `${where} · ${crumbs.stopped('ctrl-r')}`;
    const unknown = isOfEndpoints(state) ? withoutEndpoints(state).length : 0;
    return unknown === 0 ? where : `${where} · ${crumbs.unknownEndpoints(unknown)}`;
  },
  age: ({ fleet, profileProblem }) => ({
    at: isSilent(fleet) && fleet.clusters.size === 0 ? null : fleet.seenAt,
    isAsking: fleet.isScanning,
    isStale: fleet.stale.size > 0,
    missing: failedRegions(fleet),
    isRefused: isSilent(fleet) || fleet.problem !== null || profileProblem !== null,
  }),
};
