import type { RotationOutcome } from '@ackring/core/rotation';
import { isBeingDeleted } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { isHeldBy } from '../context/kubeconfigs.js';
import { outcomeId } from '../rotation/rotation.js';
import { ruleSurroundings } from '../rule/verdicts.js';
import type { ExpirySurroundings } from './table.js';

/** What the screen knows of who renews what. In the function's runs its own role is called `self`. */
export function expirySurroundings(state: AppState): ExpirySurroundings {
  const { kubeconfigs, access, rotation, fleet } = state;
  let here: ReadonlySet<string> | null = null;
  const role = rotation.function.value?.status.role?.split('/').at(-1);
  const names = (name: string): readonly string[] => (name === role ? [name, 'self'] : [name]);
  return {
    ...ruleSurroundings(state),
    isReadOnly: state.readOnly !== null,
    isRotated: ({ cluster, identity }) => {
      const id = `${cluster.id}/${identity.name}`;
      const isPlanned = rotation.noSink === null && isRenewing(rotation.outcomes.get(id));
      return (
        isPlanned || names(identity.name).some((name) => inLastRun(rotation).has(`${cluster.id}/${name}`))
      );
    },
    isHere: (uid) => {
      here ??= holdersHere(kubeconfigs, access);
      return here.has(uid);
    },
    isInFile: ({ cluster, identity }) =>
      (kubeconfigs.byCluster.get(cluster.id) ?? []).some(
        // A temporary one is fetched anew.
        (entry) => entry.renewableFrom !== null && isHeldBy(entry.credential, identity),
      ),
    isGoing: ({ cluster }) => {
      const listed = fleet.clusters.get(cluster.id);
      return listed !== undefined && isBeingDeleted(listed);
    },
  };
}

/** What is excluded, or somebody else's, is only watched. */
function isRenewing(outcome: RotationOutcome | undefined): boolean {
  const kind = outcome?.decision.kind;
  return kind !== undefined && kind !== 'skip' && kind !== 'notify';
}

const lastRuns = new WeakMap<object, ReadonlySet<string>>();

/** What the deployed function looked after when it last ran, as far as its results were read. */
function inLastRun({ runs }: AppState['rotation']): ReadonlySet<string> {
  const latest = runs.value?.latest ?? null;
  if (latest === null) return new Set();
  const known = lastRuns.get(latest) ?? new Set(latest.outcomes.filter(isRenewing).map(outcomeId));
  lastRuns.set(latest, known);
  return known;
}

/** Identities at this keyboard: by the credentials in use, or by a local kubeconfig of an ACK cluster. */
function holdersHere(
  { entries }: AppState['kubeconfigs'],
  { callers }: AppState['access'],
): ReadonlySet<string> {
  const local = [...entries.values()].flatMap(({ ack, credential }) =>
    ack !== null && credential.kind === 'certificate' ? (credential.uid ?? []) : [],
  );
  return new Set([...callers, ...local]);
}
