import type { Cluster } from '@ackring/core/words';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { box, dialogWidth } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { cutText, type Line, span, wrapText } from '../../screen/drawing/line.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { step } from '../../screen/step.js';
import { edited, type TextField } from '../../screen/text-field.js';

/** A command being typed, for the marked clusters. */
export interface RunDialog {
  readonly kind: 'run';
  readonly clusters: readonly Cluster[];
  readonly field: TextField;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly run: RunDialog;
  }
}

export const runDialogView: DialogView<RunDialog> = {
  draw: runBox,
  types: (state, dialog, input) => {
    const field = edited(dialog.field, input);
    return field === null ? null : step({ ...state, overlay: { ...dialog, field } });
  },
  isTyping: () => true,
};

const promptSign = '$ ';

function runBox(state: AppState, { clusters, field }: RunDialog, { sessions }: Messages): Dialog {
  const width = dialogWidth(state, 90);
  const inner = width - 4;
  const fieldWidth = inner - promptSign.length;
  const names = cutText(clusters.map(({ name }) => visible(name)).join(', '), inner);
  const look = { width: fieldWidth, isFocused: true, placeholder: 'kubectl get nodes' };
  const lines: readonly Line[] = [
    [span(names, 'dim')],
    [span(promptSign, 'key'), ...fieldSpans(field, look)],
    ...wrapText(sessions.runHint, inner).map((text): Line => [span(text, 'faint')]),
  ];
  return {
    lines: box(sessions.runTitle(clusters.length), lines, width),
    cursor: { x: 2 + promptSign.length + fieldCursor(field, fieldWidth), y: 2 },
  };
}

/**
 * The words of a typed line: as they are if nothing in it is special to a shell, else a line for `sh`, which is never
 * known to read. Null if nothing is typed.
 */
export function wordsOf(line: string): readonly [string, ...string[]] | null {
  const trimmed = line.trim();
  if (!/^[\w@%+:,./= -]+$/.test(trimmed)) return trimmed === '' ? null : ['sh', '-c', trimmed];
  const [program = '', ...args] = trimmed.split(/ +/);
  return [program, ...args];
}
