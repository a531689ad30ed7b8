import { type AccessRow, compareRows, type Unseen } from '@ackring/core/access';
import { AckringError, type Cluster, isCalled } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { say } from '../../messages/say.js';
import type { AppState } from '../../screen/app-state.js';
import type { Line } from '../../screen/drawing/line.js';
import { leftOutText } from '../../screen/left-out.js';
import { chosenRows } from '../../screen/list-screen.js';
import { hint, refusedReadOnly } from '../../screen/notify.js';
import { openOverlay } from '../../screen/overlay.js';
import type { Picker } from '../../screen/picker.js';
import { type Step, step } from '../../screen/step.js';
import { emptyField } from '../../screen/text-field.js';
import { clustersNamed, noClusterNamed, onCluster } from '../../subjects/cluster/fleet.js';
import { placeNamed } from '../../subjects/cluster/rows.js';
import { allPairs, pairId, pairOf, pairsOfCluster, pairsOfIdentity } from '../../subjects/holding/access.js';
import { chosenHolderClusters } from '../../subjects/holding/holder-tasks.js';
import { accessSurroundings } from '../../subjects/holding/rows.js';
import { pairLines } from '../../subjects/holding/table.js';
import { tokenSurroundings } from '../../subjects/token/readiness.js';
import { identityLines } from './identity-details.js';
import { type CleanRequest, cleanAct, revokeAct, startedRemoval } from './removal.js';
import { planClean, planRevoke } from './removal-tasks.js';

/** Whose access the clean key removes here, as `<cluster>/<uid>`; null if a holder has to be chosen first. */
function cleanTargets(state: AppState): readonly string[] | null {
  const { overlay } = state;
  if (overlay?.kind === 'details') {
    const { kind, id } = overlay.subject;
    return kind === 'identity' ? pairsOfIdentity(state, id).map(pairId) : null;
  }
  const rows = chosenRows(state);
  switch (state.access.grouping) {
    case 'identity':
      return rows.flatMap((uid) => pairsOfIdentity(state, uid).map(pairId));
    case 'each':
      return rows;
    case 'cluster':
      return null;
  }
}

/** Whether there is anything to clean here; called every frame, so it builds no list. */
export function hasCleanTargets(state: AppState): boolean {
  if (state.overlay?.kind === 'details' && state.overlay.subject.kind === 'identity') return true;
  const clusters = holdingClusters(state);
  if (clusters.length > 0) return clusters.some((id) => pairsOfCluster(state, id).length > 0);
  return state.overlay === null && state.access.grouping !== 'cluster' && chosenRows(state).length > 0;
}

/** Whether a revoke here would be of one's own. */
export function hasRevokeTargets(state: AppState): boolean {
  const { overlay, access } = state;
  if (holdingClusters(state).length > 0) return true;
  if (overlay?.kind === 'details') return access.callers.has(overlay.subject.id);
  return chosenRows(state).some((id) => access.callers.has(id.split('/').at(-1) ?? ''));
}

/** The clusters whose holders can be chosen: of cluster rows, and of a cluster's own page. */
function holdingClusters(state: AppState): readonly string[] {
  const { overlay } = state;
  if (overlay?.kind === 'details') return overlay.subject.kind === 'cluster' ? [overlay.subject.id] : [];
  return state.access.grouping === 'cluster' ? chosenRows(state) : [];
}

/** The clusters of which a revoke here would be of one's own kubeconfig. */
function revokeTargets(state: AppState): readonly Cluster[] {
  const isOwn = (id: string): boolean => state.access.callers.has(id.split('/')[1] ?? '');
  const ids = holdingClusters(state).concat(
    (cleanTargets(state) ?? []).filter(isOwn).map((id) => id.split('/')[0] ?? ''),
  );
  return [...new Set(ids)].flatMap((id) => state.fleet.clusters.get(id) ?? []);
}

/** Cleans the selection; for a cluster, its holders are offered first. */
export function cleanChosen(state: AppState): Step {
  const targets = cleanTargets(state);
  if (targets !== null) return openClean(state, targets);
  const holders = holdingClusters(state).flatMap((id) => pairsOfCluster(state, id).toSorted(compareRows));
  const options = new Set(
    holders
      .filter(({ cloudService }) => cloudService === null)
      .map(({ identity }) => optionOf(identity.name || identity.uid, identity.uid)),
  );
  return choose(
    state,
    { purpose: 'clean' },
    [...options],
    (closed, uids) => {
      const held = holdingClusters(closed).flatMap((id) => pairsOfCluster(closed, id));
      return openClean(closed, held.filter(({ identity }) => uids.includes(identity.uid)).map(pairId));
    },
    (closed, uid, { width, messages }) => {
      const holding = closed.holders.identities.get(uid);
      return holding === undefined ? [] : identityLines(closed, holding, width, messages);
    },
  );
}

export function revokeChosen(state: AppState): Step {
  const clusters = revokeTargets(state);
  const [only] = clusters;
  if (clusters.length === 1 && only !== undefined) return openRevoke(state, only, leftOutText(state));
  return choose(
    state,
    { purpose: 'revoke', isOfOne: true },
    clusters.map(({ name, id }) => optionOf(name, id)),
    (closed, [id = '']) => {
      const cluster = closed.fleet.clusters.get(id);
      return cluster === undefined ? step(closed) : openRevoke(closed, cluster, leftOutText(closed));
    },
    (closed, id, { width, messages }) => holderLines(closed, id, width, messages),
  );
}

/** Who holds kubeconfigs of a cluster, and for how long. */
function holderLines(state: AppState, id: string, width: number, messages: Messages): readonly Line[] {
  return pairLines(pairsOfCluster(state, id).toSorted(compareRows), {
    of: 'cluster',
    width,
    known: { ...accessSurroundings(state), ...tokenSurroundings(state) },
    reader: { ...state, messages },
  });
}

/** A name with what distinguishes it from its namesakes; in the end the id. */
function optionOf(name: string, id: string): string {
  return `${name} · ${id}`;
}

function choose(
  state: AppState,
  asked: Pick<Picker, 'purpose' | 'isOfOne'>,
  options: readonly string[],
  take: (state: AppState, ids: readonly string[]) => Step,
  preview: NonNullable<Picker['preview']>,
): Step {
  const picker: Picker = {
    ...{ kind: 'picker', ...asked, options, ticked: new Set(), takes: 'found', field: emptyField, cursor: 0 },
    preview: (closed, option, place) => preview(closed, option.split(' · ').at(-1) ?? '', place),
    take: (closed, choice) =>
      choice.length === 0
        ? step(closed)
        : take(
            closed,
            choice.map((option) => option.split(' · ').at(-1) ?? ''),
          ),
  };
  return step(openOverlay(state, picker));
}

function openClean(state: AppState, ids: readonly string[]): Step {
  const pairs = ids.flatMap((id) => pairOf(state, id) ?? []);
  const names = new Map(pairs.map(({ identity }) => [identity.uid, identity.name || identity.uid]));
  const isWhole = isWholeIdentity(state);
  const clusterIds = new Set(pairs.map(({ cluster }) => cluster.id));
  const request = {
    users: [...names.keys()],
    clusters: [...clusterIds].flatMap((id) => state.fleet.clusters.get(id) ?? []),
    pairs: new Set(ids),
    fleet: isWhole ? [...state.fleet.clusters.values()] : null,
    unseen: isWhole ? unseenPlaces(state) : [],
    roles: rolesAmong(pairs),
  };
  return start(state, [...names.values()], request, leftOutText(state));
}

function rolesAmong(pairs: readonly AccessRow[]): CleanRequest['roles'] {
  const roles = pairs.filter(({ identity }) => identity.type === 'role');
  return [...new Map(roles.map(({ identity }) => [identity.uid, identity])).values()];
}

/** A user who is cleaned everywhere may hold more in clusters that did not answer. */
function isWholeIdentity({ overlay, access }: AppState): boolean {
  if (overlay?.kind === 'details') return overlay.subject.kind === 'identity';
  return access.grouping === 'identity';
}

function unseenPlaces(state: AppState): readonly Unseen[] {
  const { fleet, holders } = state;
  const regions = [...fleet.regions].flatMap(([place, scan]) =>
    scan.kind === 'failed' ? [{ place: placeNamed(place), error: scan.error }] : [],
  );
  const clusters = [...holders.unanswered].map(([id, error]) => ({
    place: fleet.clusters.get(id)?.name ?? id,
    error,
  }));
  const byName = (a: Unseen, b: Unseen): number => (a.place < b.place ? -1 : 1);
  return [...regions, ...clusters.toSorted(byName), ...unasked(state)];
}

/** While clusters are being asked, or if that was stopped, some have not answered. */
function unasked(state: AppState): readonly Unseen[] {
  const { answers, unanswered } = state.holders;
  const waiting = chosenHolderClusters(state).filter(({ id }) => !answers.has(id) && !unanswered.has(id));
  const [first] = waiting;
  if (first === undefined) return [];
  const place = waiting.length === 1 ? first.name : `${waiting.length} clusters`;
  const error = new AckringError('Cancelled', say('not asked for their holders yet'), {
    remedy: say('Let the screen ask all of them, and plan again.'),
  });
  return [{ place, error }];
}

function start(
  state: AppState,
  names: readonly string[],
  request: CleanRequest,
  leftOut: string | null = null,
): Step {
  const serial = state.access.serial + 1;
  const opened = openOverlay(
    { ...state, access: { ...state.access, serial } },
    startedRemoval(serial, cleanAct(names, request), leftOut),
  );
  return step(opened, planClean({ serial, request, functionName: state.settings.function }));
}

function openRevoke(state: AppState, cluster: Cluster, leftOut: string | null = null): Step {
  const serial = state.access.serial + 1;
  const opened = openOverlay(
    { ...state, access: { ...state.access, serial } },
    startedRemoval(serial, revokeAct(cluster), leftOut),
  );
  return step(opened, planRevoke({ serial, cluster }));
}

/** `:revoke CLUSTER`, by name or id. */
export function revokeNamed(state: AppState, word: string): Step {
  return onCluster(state, word, (cluster) => openRevoke(state, cluster));
}

/**
 * `:clean USER [CLUSTER…]`, by name or id. An unknown user is searched in the fleet: the screen may not have asked
 * all clusters yet.
 */
export function cleanNamed(state: AppState, [word = '', ...places]: readonly string[]): Step {
  const { reasons } = messagesIn(state.language).removal;
  const refusal = refusedReadOnly(state);
  if (refusal !== null) return refusal;
  const unknown = places.find((place) => clustersNamed(state, place).length !== 1);
  if (unknown !== undefined) return noClusterNamed(state, unknown);
  const clusters = places.flatMap((place) => clustersNamed(state, place));
  const isTheirs = ({ identity }: { identity: { name: string; uid: string } }): boolean =>
    isCalled(identity, word);
  const held = allPairs(state).filter(isTheirs);
  const name = held[0]?.identity.name ?? word;
  if (new Set(held.map(({ identity }) => identity.uid)).size > 1) {
    return step(hint(state, 'warn', reasons.manyNamed(word)));
  }
  const users = [held[0]?.identity.uid ?? word];
  const where = clusters.length > 0 ? clusters : null;
  const roles = rolesAmong(held);
  return start(state, [name], { users, clusters: where, pairs: null, fleet: null, unseen: [], roles });
}
