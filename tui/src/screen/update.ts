import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { findBinding, isForbidden } from './dispatch.js';
import type { AppEvent } from './event.js';
import { features } from './feature.js';
import { keyLabel } from './key-name.js';
import { settleCurrent } from './layout.js';
import { isFaded } from './notice.js';
import { hint } from './notify.js';
import { withRowsOf } from './rows.js';
import { type Step, step } from './step.js';
import { typeInto } from './typing.js';

/** The one transition: from a state and what happened to the next state and the work it asks for. */
export function update(state: AppState, event: AppEvent): Step {
  const next = updateUnsettled(state, event);
  const settled = settleCurrent(withRowsOf(state, next.state));
  const more = features().follows.flatMap((asksFor) => asksFor(state, settled));
  return step(settled, ...next.asks, ...more);
}

function updateUnsettled(state: AppState, event: AppEvent): Step {
  switch (event.kind) {
    case 'key':
      return press({ ...state, lastKeyAt: state.now }, event.key);
    case 'paste':
      return typeInto(state, { paste: event.text }) ?? step(state);
    case 'resized':
      return step({ ...state, size: event.size });
    case 'clock':
      return step({ ...state, now: event.now });
    case 'tick': {
      const next = tick(state, event.now);
      return step(next, ...features().due.flatMap((asksFor) => asksFor(next)));
    }
    case 'arrived': {
      const next = event.change(state);
      return 'asks' in next ? next : step(next);
    }
  }
}

/** Typing goes to the field that has the focus, everything else to the key table. */
function press(state: AppState, key: string): Step {
  const typed = typeInto(state, { key });
  if (typed !== null) return typed;
  const messages = messagesIn(state.language);
  const binding = findBinding(state, key);
  if (binding === null) return step(hint(state, 'info', messages.reasons.unknownKey(keyLabel(key))));
  if (isForbidden(binding, state)) {
    return step(hint(state, 'warn', messages.reasons.readOnly[state.readOnly ?? 'flag']));
  }
  const reason = binding.disabled?.(state, messages) ?? null;
  if (reason !== null) return step(hint(state, 'info', reason));
  return binding.does(state);
}

function tick(state: AppState, now: Date): AppState {
  const notice = state.notice !== null && isFaded(state.notice, now) ? null : state.notice;
  return { ...state, now, notice };
}
