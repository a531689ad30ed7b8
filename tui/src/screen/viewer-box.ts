import { visible } from '../present/visible.js';
import type { AppState } from './app-state.js';
import { dialogWidth } from './dialog-width.js';
import { box } from './drawing/box.js';
import { type Line, span } from './drawing/line.js';
import { windowed } from './drawing/scroll.js';
import type { Dialog } from './feature.js';
import type { Viewer } from './overlay.js';

/** A text as it is, long lines cut at the edge. */
export function viewerBox(state: AppState, viewer: Viewer, height: number): Dialog {
  const width = dialogWidth(state, 100);
  const lines = viewer.text.replace(/\n$/, '').split('\n').map(yamlLine);
  return { lines: box(visible(viewer.title), windowed(lines, viewer.top, height - 2), width), cursor: null };
}

/** Keys stand out from values. */
function yamlLine(text: string): Line {
  const match = /^([\s-]*[^\s:#][^:]*:)(\s.*)?$/.exec(text);
  if (match === null) return [span(visible(text))];
  return [span(visible(match[1] ?? ''), 'accent'), span(visible(match[2] ?? ''))];
}
