// For tests only: the whole screen, opened, moved and read as the program does it, with no world behind it.
import type { Cluster } from '@ackring/core/words';
import './features.js';
import type { AppState, Size } from './screen/app-state.js';
import { lineText } from './screen/drawing/line.js';
import { frame } from './screen/frame.js';
import { initialState } from './screen/initial-state.js';
import type { Change, Step } from './screen/step.js';
import { type AppEvent, update } from './screen/update.js';
import { scanFleet } from './subjects/cluster/tasks.js';

type Opening = Partial<Size & Omit<Parameters<typeof initialState>[0], 'size'>>;

/** The screen before anything is known; what is not given is usual. */
export function opened({ columns = 100, rows = 30, ...options }: Opening = {}): AppState {
  return initialState({
    size: { columns, rows },
    now: new Date('2026-11-24T00:00:00Z'),
    home: '/home/ops',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly: false,
    ...options,
  });
}

export function happened(state: AppState, ...events: readonly AppEvent[]): AppState {
  return events.reduce((next, event) => update(next, event).state, state);
}

/** A key, with what it asks for. */
export function press(state: AppState, key: string): Step {
  return update(state, { kind: 'key', key });
}

export function pressed(state: AppState, ...keys: readonly string[]): AppState {
  return keys.reduce((next, key) => press(next, key).state, state);
}

/** Letter by letter. */
export function typed(state: AppState, text: string): AppState {
  return pressed(state, ...Array.from(text, (letter) => (letter === ' ' ? 'space' : letter)));
}

/** A task's report, with what it leads to. */
export function arrive(state: AppState, change: (state: AppState) => Change): Step {
  return update(state, { kind: 'arrived', name: 'test', change });
}

export function arrived(state: AppState, change: (state: AppState) => Change): AppState {
  return arrive(state, change).state;
}

/** A scan has heard of these clusters, each in its region. */
export function listed(state: AppState, clusters: readonly Cluster[]): AppState {
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const answers = regions.map((region) => ({
    ...{ kind: 'clusters' as const, region },
    clusters: clusters.filter((each) => each.region === region),
  }));
  return arrived(state, (before) => scanFleet.arrivals.heard(before, null, answers));
}

export function linesOf(state: AppState): readonly string[] {
  return frame(state).lines.map(lineText);
}

/** All that is on the terminal. */
export function shown(state: AppState): string {
  return linesOf(state).join('\n');
}
