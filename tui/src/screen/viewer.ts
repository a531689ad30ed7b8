import { visible } from '@ackring/core/words';
import type { AppState } from './app-state.js';
import { dialogWidth } from './drawing/box.js';
import { indented, type Line, span, widthOf } from './drawing/line.js';
import type { DialogView } from './feature.js';
import type { Viewer } from './overlays.js';
import { readBox, readView } from './read.js';

/** A text to read, and to search. */
export const viewerView: DialogView<Viewer> = {
  ...readView((state, viewer: Viewer) => layout(state, viewer).lines),
  draw: (state, viewer, { sought }, height) => {
    const { width, lines } = layout(state, viewer);
    const contents = { title: visible(viewer.title), width, lines: lines.map(yamlLine) };
    return readBox(contents, viewer, sought, height);
  },
};

/** The text as wide as it is; what no terminal line holds goes on in the next one, indented alike. */
function layout(
  state: AppState,
  { text }: Viewer,
): { readonly width: number; readonly lines: readonly string[] } {
  const own = text.replace(/\n$/, '').split('\n');
  const widest = own.reduce((most, line) => Math.max(most, widthOf(line)), 96);
  const width = dialogWidth(state, widest + 4);
  const lines = own.flatMap((line) => (widthOf(line) <= width - 4 ? line : indented(line, width - 4)));
  return { width, lines };
}

/** Keys are distinguished from values. */
function yamlLine(text: string): Line {
  const match = /^([\s-]*[^\s:#][^:]*:)(\s.*)?$/.exec(text);
  if (match === null) return [span(visible(text))];
  return [span(visible(match[1] ?? ''), 'accent'), span(visible(match[2] ?? ''))];
}
