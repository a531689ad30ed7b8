import { isDeepStrictEqual } from 'node:util';
import type { ContextsPlan, UseOutcome } from '@ackring/core/contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { toAckringError, visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { translate } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { pursue } from '../../screen/list-screen.js';
import { hint, noticeText, notify, notifyProblem, tellRecorded } from '../../screen/notify.js';
import { closeOverlay, openOverlay } from '../../screen/overlay.js';
import type { Step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { workSlot } from '../../screen/tasks.js';
import { fieldOf } from '../../screen/text-field.js';
import type { World } from '../../screen/world.js';
import { contextId } from '../../subjects/context/table.js';
import { afterWrite } from '../../subjects/journal/tasks.js';
import type { TidyDialog, TidyRequest } from './dialogs.js';
import { noteText } from './note-text.js';

interface Used {
  /** Null is the one that was current before. */
  readonly entry: ContextEntry | null;
  /** Sets the namespace and leaves the current context alone; null switches. */
  readonly namespace: string | null;
  /** The API server lists the others, and not this one. */
  readonly isUnlisted?: boolean;
}

/** Switches to a context, or sets its namespace. */
export const switchTo = defineTask({
  name: 'useContext',
  isQueued: true,
  arrivals: {
    done: (
      state: AppState,
      { after, namespace, warnings }: UseOutcome,
      { namespace: asked, isUnlisted }: Used,
    ): Step => {
      const messages = messagesIn(state.language);
      const { tidying } = messages;
      const context = visible(after);
      if (asked === null) {
        if (warnings.length === 0)
          return afterWrite(tellRecorded(state, tidying.used(context), tidying.undoable, context));
        return afterWrite(
          // The header tells the context, too.
          notify(state, 'warn', (words) =>
            [...warnings.map((warning) => translate(words, warning)), words.tidying.used(context)].join(
              ' · ',
            ),
          ),
        );
      }
      const place = visible(namespace ?? '');
      return afterWrite(
        isUnlisted === true
          ? notify(state, 'warn', (words) => words.tidying.worksUnlisted(context, place))
          : tellRecorded(state, tidying.works(context, place), tidying.undoable, context),
      );
    },
  },
  run: async ({ world, emit }, used: Used) => {
    const { entry, namespace } = used;
    const isStaying = namespace !== null;
    const context = entry === null ? ({ previous: true } as const) : entry.context;
    emit.done(await world.local().use({ context, namespace, isStaying }), used);
  },
});

/** It is not being looked for any more. */
function found(state: AppState, { tidying }: Messages): AppState {
  return noticeText(state) === tidying.looking ? { ...state, notice: null } : state;
}

/** Plans the changes of the files; never over a dialog opened meanwhile. */
export const planTidy = defineTask({
  name: 'planTidy',
  slot: workSlot,
  arrivals: {
    planned: (state: AppState, request: TidyRequest, plan: ContextsPlan) => {
      if (state.overlay !== null) return state;
      const messages = messagesIn(state.language);
      if (plan.files.length > 0) return openOverlay(found(state, messages), dialogOf(request, plan));
      const { home } = state;
      const { notes } = plan;
      return notify(state, 'info', (words) =>
        [words.tidying.nothing, ...notes.map((note) => noteText(note, home, words))].join(' · '),
      );
    },
  },
  run: async ({ world, emit, signal }, request: TidyRequest) =>
    emit.planned(request, await planFor(world, request, signal)),
  failed: (state, error, request) =>
    notifyProblem(error.code === 'Cancelled' ? state : namedAgain(state, request), error),
});

/** A name that is refused is there to be changed, unless something else was opened meanwhile. */
function namedAgain(state: AppState, request: TidyRequest): AppState {
  if (request.kind !== 'rename' || state.overlay !== null) return state;
  const entry = [...state.kubeconfigs.entries.values()].find(({ context }) => context === request.from);
  if (entry === undefined) return state;
  return openOverlay(state, { kind: 'naming', entry, field: fieldOf(request.to) });
}

/** Does what was shown, if nothing has changed since. */
export const applyTidy = defineTask({
  name: 'applyTidy',
  isQueued: true,
  arrivals: {
    changed: (state: AppState, request: TidyRequest, plan: ContextsPlan) => {
      if (state.overlay?.kind !== 'tidy') return state;
      const next = { ...state, overlay: dialogOf(request, plan) };
      return hint(next, 'warn', messagesIn(state.language).tidying.changed);
    },
    done: (state: AppState, request: TidyRequest): Step => {
      const { tidying } = messagesIn(state.language);
      const count = 'names' in request ? request.names.length : 1;
      const said = tidying.done(request.kind, count);
      const told = tellRecorded(closed(state), said, tidying.undoable);
      return afterWrite(atRenamed(told, request));
    },
  },
  run: async ({ world, emit, signal }, { request, plan }: Pick<TidyDialog, 'request' | 'plan'>) => {
    try {
      await world.local().applyPlan(plan);
    } catch (thrown) {
      if (toAckringError(thrown).code !== 'Conflict') throw thrown;
      const now = await planFor(world, request, signal);
      if (isDeepStrictEqual(now.files, plan.files)) throw thrown;
      return emit.changed(request, now);
    }
    emit.done(request);
  },
  failed: (state, error) => notifyProblem(closed(state), error),
});

/**
 * The row goes where its new name belongs, and the cursor with it: the next key is for it, and for no other. By now the
 * file may have been read again, with the new name in it.
 */
function atRenamed(state: AppState, request: TidyRequest): AppState {
  if (request.kind !== 'rename') return state;
  const entries = [...state.kubeconfigs.entries.values()];
  const entry = [request.from, request.to].flatMap(
    (name) => entries.find(({ context }) => context === name) ?? [],
  )[0];
  if (entry === undefined) return state;
  return pursue(state, 'contexts', contextId({ file: entry.file, context: request.to }));
}

function planFor(world: World, request: TidyRequest, signal: AbortSignal): Promise<ContextsPlan> {
  const local = world.local();
  switch (request.kind) {
    case 'rename':
      return local.planRename(request.from, request.to);
    case 'remove':
      return local.planRemove(request.names);
    case 'prune':
      return local.planPrune(['expired', 'orphaned', 'gone'], { signal });
  }
}

function dialogOf(request: TidyRequest, plan: ContextsPlan): TidyDialog {
  return { kind: 'tidy', request, plan, top: 0, isYesFocused: request.kind === 'rename', isUnderWay: false };
}

function closed(state: AppState): AppState {
  return state.overlay?.kind === 'tidy' ? closeOverlay(state) : state;
}
