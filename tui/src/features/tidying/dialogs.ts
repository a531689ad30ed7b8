import type { ContextsPlan, PlannedFile } from '@ackring/core/contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { answers } from '../../screen/confirmation.js';
import { box, dialogWidth, windowedBox } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { homePath } from '../../screen/reader.js';
import { step } from '../../screen/step.js';
import { edited, type TextField } from '../../screen/text-field.js';
import { changeLines } from '../../subjects/context/change-lines.js';
import { noteText } from './note-text.js';
import type { TidyKind } from './words.js';

type FileChange = PlannedFile['changes'][number];

/** A new name being typed for a context. */
export interface NamingDialog {
  readonly kind: 'naming';
  readonly entry: ContextEntry;
  readonly field: TextField;
}

/** The operation on contexts. */
export type TidyRequest =
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly names: readonly string[] }
  | { readonly kind: 'prune' };

/** The changes of the files, shown before they are made. */
export interface TidyDialog {
  readonly kind: 'tidy';
  readonly request: TidyRequest & { readonly kind: TidyKind };
  readonly plan: ContextsPlan;
  readonly top: number;
  /** What takes something away begins with the safe answer; a new name is safe. */
  readonly isYesFocused: boolean;
  readonly isUnderWay: boolean;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly naming: NamingDialog;
    readonly tidy: TidyDialog;
  }
}

/** A name for one context. */
export const namingView: DialogView<NamingDialog> = {
  draw: namingBox,
  isTyping: () => true,
  types: (state, dialog, input) => {
    if ('key' in input && (input.key === 'enter' || input.key === 'esc')) return null;
    const field = edited(dialog.field, input);
    return field === null ? null : step({ ...state, overlay: { ...dialog, field } });
  },
};

function namingBox(state: AppState, { entry, field }: NamingDialog, { tidying }: Messages): Dialog {
  const width = dialogWidth(state, 72);
  const inner = width - 4;
  const above = wrapText(tidying.newName(visible(entry.context)), inner).map(
    (text): Line => [span(text, 'dim')],
  );
  const look = { width: inner, isFocused: true, placeholder: '' };
  return {
    lines: box(tidying.titles.rename, [...above, fieldSpans(field, look)], width),
    cursor: { x: 2 + fieldCursor(field, inner), y: 1 + above.length },
  };
}

/** The changes of each file, and warnings. */
export function tidyBox(state: AppState, dialog: TidyDialog, messages: Messages, height: number): Dialog {
  const { plan, top, isYesFocused, isUnderWay } = dialog;
  const width = dialogWidth(state, 100);
  const inner = width - 4;
  const { tidying } = messages;
  const lines = [
    ...plan.files.flatMap(({ file, changes }, index): readonly Line[] => [
      ...(index === 0 ? [] : [[]]),
      [span(visible(homePath(file, state.home)), 'strong')],
      ...changesLines(changes, inner, messages),
    ]),
    ...(plan.notes.length === 0 ? [] : [[]]),
    ...plan.notes.flatMap((note) =>
      wrapText(noteText(note, state.home, messages), inner).map((text): Line => [span(text, 'warn')]),
    ),
  ];
  const asked = [[], answers(isYesFocused, messages.confirm)];
  const below: readonly Line[] = isUnderWay ? [[span(`⟳ ${tidying.underWay}`, 'accent')]] : asked;
  const title = tidyTitle(dialog, messages);
  return { lines: windowedBox(title, lines, { width, height, top, below }), cursor: null };
}

export function tidyTitle({ request, plan }: TidyDialog, { tidying }: Messages): string {
  const count = removedContexts(plan.files.flatMap(({ changes }) => changes)).length;
  return request.kind === 'remove' && count > 1 ? tidying.removing(count) : tidying.titles[request.kind];
}

/** The names of the contexts that go. */
export function removedContexts(changes: readonly FileChange[]): readonly string[] {
  return changes.flatMap((change) => removedOf('contexts', change) ?? []);
}

function removedOf(section: string, { path, change }: FileChange): string | null {
  return change === 'remove' && path.startsWith(`${section}/`) ? path.slice(section.length + 1) : null;
}

/** More contexts than this are told a line each; what goes with them under the same names, together. */
const mostTold = 3;

function changesLines(changes: readonly FileChange[], width: number, messages: Messages): readonly Line[] {
  const contexts = new Set(removedContexts(changes));
  const namesakes = (section: string): readonly FileChange[] =>
    changes.filter((change) => {
      const name = removedOf(section, change);
      return name !== null && contexts.has(name);
    });
  const [clusters, users] = contexts.size > mostTold ? [namesakes('clusters'), namesakes('users')] : [[], []];
  const told = changes.filter((change) => !clusters.includes(change) && !users.includes(change));
  const together = messages.tidying.namesakes(clusters.length, users.length);
  return [
    ...told.flatMap((change) => changeLines(change, width, messages)),
    ...(told.length === changes.length ? [] : wrapText(together, width).map((text) => [span(text, 'dim')])),
  ];
}
