import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { calendarView } from './calendar.js';
import { functionView } from './function.js';
import { logView } from './log.js';
import { planView } from './plan.js';
import { changesView, runsView } from './runs.js';
import { type RotationTab, rotationTabs } from './views.js';

const views: Readonly<Record<RotationTab, (state: AppState, messages: Messages) => readonly Line[]>> = {
  plan: planView,
  function: functionView,
  runs: runsView,
  changes: changesView,
  calendar: calendarView,
  log: logView,
};

/** The Rotation screen: the plan and its run, and the deployed function with what it left behind. */
export function rotationScreen(state: AppState, messages: Messages): readonly Line[] {
  return [tabs(state.rotation.tab, messages), ...views[state.rotation.tab](state, messages)];
}

/** The open one stands in brackets, which need no colour. */
function tabs(open: RotationTab, { deployed }: Messages): Line {
  return [
    span('  '),
    ...rotationTabs.map((tab) =>
      tab === open
        ? span(`[${deployed.tabs[tab]}]`, 'strong', 'field')
        : span(` ${deployed.tabs[tab]} `, 'dim'),
    ),
  ];
}
