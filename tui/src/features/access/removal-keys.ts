import { goneSteps, isHeld, namesOf, placesOf } from '@ackring/core/access';
import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Binding, Disabled } from '../../screen/binding.js';
import { type Confirmation, question, typeable } from '../../screen/confirmation.js';
import type { Choice } from '../../screen/drawing/line.js';
import { movingKeys } from '../../screen/list-keys.js';
import { hint } from '../../screen/notify.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { copy } from '../../screen/tasks.js';
import {
  type CleanAct,
  countSteps,
  isPastStopping,
  type Removal,
  type RevokeAct,
  removalChoices,
} from './removal.js';
import { applyClean, applyRevoke, stopRemoval } from './removal-tasks.js';

const hasChoices: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && removalChoices(overlay).length > 1 ? null : reasons.onePage;

const canChoose: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && (overlay.stage === 'planning' || overlay.stage === 'running')
    ? reasons.workingHere
    : null;

const hasReport: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'removal' && reportOf(overlay) !== null ? null : reasons.nothingHere;

function reportOf({ act }: Removal): string | null {
  return act.kind === 'clean' ? (act.run?.report ?? null) : null;
}

const scope = 'removal';

/** The keys of the dialog that removes access. */
export const removalKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope,
    keys: ['enter'],
    isInFooter: true,
    disabled: canChoose,
    doesNow: ({ overlay }, { removal }) =>
      overlay?.kind === 'removal' && isOver(overlay) ? removal.leaves : null,
    does: over(scope, accept),
  },
  {
    action: 'dialogLeft',
    scope,
    keys: ['left', 'shift-tab'],
    does: over(scope, (...at) => moved(...at, -1)),
  },
  {
    action: 'dialogRight',
    scope,
    keys: ['right', 'tab'],
    isInFooter: 'whenOn',
    disabled: hasChoices,
    does: over(scope, (...at) => moved(...at, 1)),
  },
  {
    action: 'copy',
    scope,
    keys: ['c'],
    isInFooter: 'whenOn',
    disabled: hasReport,
    does: over(scope, (state, removal) => {
      const report = reportOf(removal);
      return report === null ? step(state) : step(state, copy({ text: report, what: report }));
    }),
  },
  ...movingKeys(scope),
  {
    action: 'dialogCancel',
    scope,
    keys: ['esc', 'ctrl-c'],
    isInFooter: true,
    doesNow: ({ overlay }, { actions, removal }) => {
      if (overlay?.kind !== scope) return null;
      if (isOver(overlay)) return removal.leaves;
      return overlay.stage === 'running' && !isPastStopping(overlay) ? actions.cancel : null;
    },
    does: over(scope, cancel),
  },
];

export function isOver({ stage }: Removal): boolean {
  return stage === 'done' || stage === 'failed';
}

function moved(state: AppState, removal: Removal, by: 1 | -1): Step {
  const count = removalChoices(removal).length;
  if (count === 0) return step(state);
  return step({ ...state, overlay: { ...removal, choice: (removal.choice + by + count) % count } });
}

/** A click on a choice takes it. */
export function takeChoice(state: AppState, removal: Removal, { at }: Choice): Step {
  return accept(state, { ...removal, choice: at });
}

/** Takes the focused choice: the first changes nothing, the others are confirmed by a typed name. */
function accept(state: AppState, removal: Removal): Step {
  if (isOver(removal)) return step(closeOverlay(state));
  const choice = removalChoices(removal)[removal.choice];
  const { act, serial } = removal;
  if (choice === undefined) return step(state);
  switch (choice) {
    case 'leave':
      return step(closeOverlay(state));
    case 'revoke':
      return act.kind === 'revoke' && isPlanned(act)
        ? step(openOverlay(state, confirmRevoke(state, act, serial)))
        : step(state);
    case 'look':
      return act.kind === 'clean' && isPlanned(act)
        ? step(openOverlay(state, confirmLook(state, act, serial)))
        : step(state);
    case 'clean':
    case 'force':
      return act.kind === 'clean' && isPlanned(act)
        ? step(openOverlay(state, confirmClean(state, act, { serial, force: choice === 'force' })))
        : step(state);
  }
}

/** Esc closes a finished dialog, and stops work that can be stopped between two calls. */
function cancel(state: AppState, removal: Removal): Step {
  if (removal.stage === 'planning') return step(closeOverlay(state), stopRemoval());
  if (removal.stage !== 'running') return step(closeOverlay(state));
  if (isPastStopping(removal)) return step(hint(state, 'info', messagesIn(state.language).removal.noStop));
  return step({ ...state, overlay: { ...removal, isStopping: true } }, stopRemoval());
}

type Planned<Act extends Removal['act']> = Act & { readonly plan: NonNullable<Act['plan']> };

function isPlanned<Act extends Removal['act']>(act: Act): act is Planned<Act> {
  return act.plan !== null;
}

function confirmRevoke(state: AppState, { cluster, plan }: Planned<RevokeAct>, serial: number): Confirmation {
  const { revoke } = messagesIn(state.language).removal;
  const typed = typeable([cluster.name, cluster.id]);
  const places = plan.contexts.length + placesOf(plan).filter(isHeld).length;
  return question({
    title: revoke.confirmTitle,
    lines: [revoke.confirm(visible(cluster.name), places)],
    typed,
    ask: applyRevoke({ serial, plan, confirm: typed }),
  });
}

/** Nothing is removed, but each cluster is entered: as on the command line, the name is typed for that too. */
function confirmLook(state: AppState, { plan, request }: Planned<CleanAct>, serial: number): Confirmation {
  const { clean } = messagesIn(state.language).removal;
  const typed = typeable(namesOf(plan));
  const confirmed = { confirm: typed, force: false, confirmForce: null };
  return question({
    title: clean.lookTitle,
    lines: [clean.look(goneSteps(plan).length, visible(typed))],
    typed,
    ask: applyClean({ serial, plan, clusters: request.clusters, ...confirmed }),
  });
}

/** Force asks for the name a second time, naming what may be in use. */
function confirmClean(
  state: AppState,
  { plan, request }: Planned<CleanAct>,
  { serial, force }: { readonly serial: number; readonly force: boolean },
): Confirmation {
  const { clean } = messagesIn(state.language).removal;
  const { steps } = plan;
  const typed = typeable(namesOf({ steps }));
  const counts = countSteps(steps);
  const count = counts.remove + (force ? counts.force : 0);
  const inUse = steps
    .filter(({ verdict }) => verdict === 'needs-force')
    .map(({ row }) => visible(row.cluster.name));
  const confirmed = { confirm: typed, force, confirmForce: force ? typed : null };
  const ask = applyClean({ serial, plan, clusters: request.clusters, ...confirmed });
  const first = {
    title: clean.confirmTitle(count, steps.length),
    lines: [clean.confirm(count, visible(typed))],
    typed,
    ask,
  };
  if (!force) return question(first);
  const lines = [clean.force([...new Set(inUse)].join(', '))];
  return question({ ...first, next: question({ title: clean.forceTitle(counts.force), lines, typed, ask }) });
}
