import { regionOfRow } from '../features/clusters/rows.js';
import { orphanOfRow } from '../features/contexts/orphans.js';
import type { AppState } from './app-state.js';
import { currentRow } from './selection.js';

/** What the copy key takes: the text that is open, else what names the selected row elsewhere. */
export function copyOf(state: AppState): { readonly text: string; readonly what: string } | null {
  if (state.overlay?.kind === 'viewer') return { text: state.overlay.text, what: state.overlay.title };
  if (state.overlay?.kind === 'removal') {
    const { act } = state.overlay;
    const report = act.kind === 'clean' ? (act.run?.report ?? null) : null;
    return report === null ? null : { text: report, what: report };
  }
  const id = currentRow(state);
  if (id === null) return null;
  const text = nameOf(state, id);
  return { text, what: text };
}

function nameOf(state: AppState, id: string): string {
  switch (state.screen) {
    case 'clusters':
      return regionOfRow(id) ?? id;
    case 'contexts':
      return state.kubeconfigs.entries.get(id)?.context ?? orphanOfRow(state, id)?.name ?? id;
    case 'expiry':
      return id.split('/')[1] ?? id;
    case 'rotation':
      if (state.rotation.tab === 'log') return id.split(' ').slice(2, -1).join(' ');
      return id.split('/')[0] ?? id;
    case 'activity':
      return state.notices.find(({ serial }) => `notice:${serial}` === id)?.text ?? id;
    case 'access':
      return id.split('/')[0] ?? id;
  }
}
