import type { RotationOutcome } from '@ackring/core/rotation/report/report';
import { sortItems } from '../../screen/sorting.js';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import { outcomeId } from '../rotation.js';

/** What moves comes first: that is what a plan is read for. */
const decisionOrder = { renew: 0, deliver: 1, notify: 2, skip: 3, keep: 4 } as const;

/** The credentials of the plan or of the last run. */
export function planRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems([...state.rotation.outcomes.values()], state.lists.rotation.sort, {
    columns: {
      cluster: ({ cluster }) => cluster.name,
      identity: ({ identity }) => identity,
      decision: ({ decision, error }) => (error === null ? decisionOrder[decision.kind] : -1),
      end: ({ notAfter }) => (notAfter === null ? null : Date.parse(notAfter)),
    },
    tie: ({ cluster, identity }) => `${cluster.name} ${identity}`,
  });
  return sorted.map(searchable);
}

function searchable(outcome: RotationOutcome): Searchable {
  const { cluster, region, identity, holder, decision } = outcome;
  const text = `${cluster.name} ${region} ${identity} ${holder ?? ''} ${decision.kind} ${decision.reason}`;
  return { id: outcomeId(outcome), text };
}
