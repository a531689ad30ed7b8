import type { Action } from '../../screen/binding.js';
import { step } from '../../screen/step.js';
import { chosenHolderClusters } from './holder-scan.js';
import { scanHolders } from './holder-tasks.js';

/** Asks every cluster for its holders again. */
export const rescan: Action = {
  action: 'rescan',
  disabled: ({ holders, fleet }, { reasons }) => {
    if (holders.isScanning) return reasons.underWay;
    return fleet.clusters.size === 0 ? reasons.nothingHere : null;
  },
  does: (state) => step(state, scanHolders(chosenHolderClusters(state))),
};
