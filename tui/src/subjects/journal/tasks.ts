import { isDeepStrictEqual } from 'node:util';
import type { HistoryEntry, UndoneFile, UndoOutcome, UndoPlan } from '@ackring/core/contexts';
import type { EndedRight } from '@ackring/core/granting';
import type { JournalCheck, JournalLine } from '@ackring/core/journal';
import { toAckringError } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { translate, translateRecord } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { hint, notify, notifyProblem, tellRecorded } from '../../screen/notify.js';
import { closeOverlay, openOverlay } from '../../screen/overlay.js';
import { homePath } from '../../screen/reader.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { readContexts } from '../context/tasks.js';
import { withPlanOutdated } from '../rotation/rotation.js';
import { changesOf } from './table.js';

/** Writes and changes, as far as they were read. */
interface JournalState {
  readonly journal: readonly HistoryEntry[];
  /** The rest of the tamper-evident journal: changes in the cloud, and undone writes. */
  readonly changes: readonly JournalLine[];
  /** What each examined write changed, by its id; null if no longer known. */
  readonly writtenChanges: ReadonlyMap<string, UndoneFile['changes'] | null>;
  /** False until the journal is read, and from each write until it is read again: it does not include that yet. */
  readonly isJournalCurrent: boolean;
}

declare module '../../screen/app-state.js' {
  interface FeatureStates extends JournalState {}
}

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly activity: { readonly kind: 'activity'; readonly id: string };
  }
}

export const noJournal: JournalState = {
  journal: [],
  changes: [],
  writtenChanges: new Map(),
  isJournalCurrent: false,
};

/** The writes that an undo would revert, shown first. */
export interface UndoDialog {
  readonly kind: 'undo';
  readonly plan: UndoPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly undo: UndoDialog;
  }
}

const tampered = ({ removal }: Messages): string => removal.journal.tampered;
const tamperedRemedy = ({ removal }: Messages): string => removal.journal.tamperedRemedy;

/** Writes to files, and the journal of all changes. */
export const readJournal = defineTask({
  name: 'readJournal',
  arrivals: {
    read: (state: AppState, journal: readonly HistoryEntry[], record: JournalCheck) => {
      const next = { ...state, journal, changes: changesOf(record, journal), isJournalCurrent: true };
      if (record.isIntact) return next;
      const messages = messagesIn(state.language);
      const said = tampered(messages);
      const isShown = state.notices.some(({ told }) => told(messages).text === said);
      return isShown ? next : notify(next, 'bad', tampered, tamperedRemedy);
    },
  },
  run: async ({ world, emit }) => {
    const local = world.local();
    emit.read(...(await Promise.all([local.history(), local.incident.journal()])));
  },
});

/** Takes back what was given for a time and has ended, of every watched account: one that fails stops no other. */
export const takeBackEnded = defineTask({
  name: 'takeBackEnded',
  arrivals: {
    ended: (state: AppState, { said, error }: Pick<EndedRight, 'said' | 'error'>) => {
      if (error !== null) return notifyProblem(state, error);
      if (said === null) return state;
      return step(tellRecorded(state, translate(messagesIn(state.language), said)), readJournal());
    },
  },
  run: async ({ world, emit, signal }) => {
    for (const profile of world.watched()) {
      const ended = await world
        .servicesOf(profile)
        .granting.takeBackEnded({ signal })
        .catch((thrown: unknown) => [{ said: null, error: toAckringError(thrown) }]);
      for (const each of ended) emit.ended(each);
    }
  },
});

/** What a write changed, for its details. */
export const readWrite = defineTask({
  name: 'readWrite',
  arrivals: {
    read: (state: AppState, id: string, changes: UndoneFile['changes'] | null) => ({
      ...state,
      writtenChanges: new Map(state.writtenChanges).set(id, changes),
    }),
  },
  run: async ({ world, emit }, id: string) => emit.read(id, await world.local().writtenChanges(id)),
});

/** A kubeconfig was written: what is known of the files and of the journal is outdated, and so is a plan. */
export function afterWrite(state: AppState): Step {
  const rotation = withPlanOutdated(state.rotation);
  return step({ ...state, rotation, isJournalCurrent: false }, readContexts(), readJournal());
}

/** Shows what an undo would revert; never over a dialog opened meanwhile. */
export const planUndo = defineTask({
  name: 'planUndo',
  arrivals: {
    planned: (state: AppState, plan: UndoPlan) =>
      state.overlay === null ? openOverlay(state, dialogOf(plan)) : state,
  },
  run: async ({ world, emit }) => emit.planned(await world.local().planUndo()),
});

/** Reverts what was shown, if that is still the last write. */
export const undo = defineTask({
  name: 'undo',
  arrivals: {
    changed: (state: AppState, plan: UndoPlan) => {
      if (state.overlay?.kind !== 'undo') return state;
      return hint({ ...state, overlay: dialogOf(plan) }, 'warn', messagesIn(state.language).undo.changed);
    },
    done: (state: AppState, outcome: UndoOutcome) => {
      const messages = messagesIn(state.language);
      const what = translateRecord(messages, outcome);
      const files = outcome.files.map((file) => homePath(file, state.home)).join(', ');
      return afterWrite(tellRecorded(closed(state), messages.notices.undone(what, files)));
    },
  },
  run: async ({ world, emit }, shown: UndoPlan) => {
    const local = world.local();
    const plan = await local.planUndo();
    if (!isDeepStrictEqual(plan, shown)) return emit.changed(plan);
    emit.done(await local.undo(plan.writes, { evenDead: true }));
  },
  failed: (state, error) => notifyProblem(closed(state), error),
});

function dialogOf(plan: UndoPlan): UndoDialog {
  return { kind: 'undo', plan, top: 0, isUnderWay: false };
}

function closed(state: AppState): AppState {
  return state.overlay?.kind === 'undo' ? closeOverlay(state) : state;
}
