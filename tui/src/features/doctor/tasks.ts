import type { Finding } from '@ackring/core/doctor';
import type { AppState, Size } from '../../screen/app-state.js';
import type { Overlay } from '../../screen/overlay.js';
import { defineTask } from '../../screen/task.js';
import type { Findings } from './findings.js';

/** Shows each finding as it is made. Whoever closes them needs no more. */
export const examine = defineTask({
  name: 'examine',
  slot: { name: 'doctor', stopsOn: ['cancel', 'watch'] },
  arrivals: {
    found: (state: AppState, finding: Finding) =>
      withFindings(state, (shown) => ({ ...shown, findings: [...shown.findings, finding] })),
  },
  run: async ({ world, emit, signal }, { columns, rows }: Size) => {
    const place = {
      terminal: { isTerminal: true, columns, rows },
      during: <T>(_: string, work: Promise<T>) => work,
    };
    for await (const finding of world.local().diagnose(place, signal)) emit.found(finding);
  },
  failed: (state, problem) => withFindings(state, (shown) => ({ ...shown, problem })),
  ended: (state) => withFindings(state, (shown) => ({ ...shown, isDone: true })),
});

/** They may lie below the help. */
function withFindings(state: AppState, change: (shown: Findings) => Findings): AppState {
  const changed = (overlay: Overlay): Overlay => (overlay.kind === 'doctor' ? change(overlay) : overlay);
  return {
    ...state,
    overlay: state.overlay === null ? null : changed(state.overlay),
    beneath: state.beneath.map(changed),
  };
}
