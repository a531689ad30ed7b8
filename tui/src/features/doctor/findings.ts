import type { Finding } from '@ackring/core/doctor';
import { type AckringError, visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { translate, translateProblem } from '../../messages/problems/translate.js';
import type { AppState, Size } from '../../screen/app-state.js';
import type { Binding } from '../../screen/binding.js';
import { readKeys } from '../../screen/dialog-keys.js';
import { dialogWidth } from '../../screen/drawing/box.js';
import {
  fitText,
  type Line,
  lineText,
  type Span,
  span,
  widthOf,
  wrapText,
} from '../../screen/drawing/line.js';
import type { Command, Dialog, Feature } from '../../screen/feature.js';
import { openOverlay, over } from '../../screen/overlay.js';
import type { Overlay, Sought } from '../../screen/overlays.js';
import { readBox, readView } from '../../screen/read.js';
import { withKeys } from '../../screen/remedy.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { copy } from '../../screen/tasks.js';

/** What was found so far, in the order of the checks. */
export interface Findings {
  readonly kind: 'doctor';
  readonly findings: readonly Finding[];
  readonly isDone: boolean;
  /** What ended the look before its end. */
  readonly problem: AckringError | null;
  readonly top: number;
  readonly sought: Sought | null;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly doctor: Findings;
  }
}

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

export const doctorCommand: Command = {
  name: 'doctor',
  aliases: [],
  command: 'doctor',
  label: ({ doctor }) => doctor.command,
  run: (state) =>
    step(
      openOverlay(state, {
        kind: 'doctor',
        findings: [],
        isDone: false,
        problem: null,
        top: 0,
        sought: null,
      }),
      examine({ columns: state.size.columns, rows: state.size.rows }),
    ),
};

const doctorKeys: readonly Binding[] = [
  {
    action: 'copy',
    scope: 'doctor',
    keys: ['c'],
    isInFooter: true,
    does: over('doctor', (state, { findings }) => {
      const messages = messagesIn(state.language);
      const text = findings.map((finding) => findingText(finding, messages)).join('\n');
      return step(state, copy({ text, what: messages.doctor.title }));
    }),
  },
  ...readKeys('doctor', ['esc', 'q', 'ctrl-c']),
];

const signs: Readonly<Record<Finding['level'], Span>> = {
  ok: span('✓', 'good'),
  warning: span('!', 'warn'),
  failed: span('✕', 'bad'),
};

/** As on the command line: whole lines, which can be pasted. */
function findingText({ check, level, detail, remedy }: Finding, messages: Messages): string {
  const said = `${signs[level].text} ${check}: ${translate(messages, detail)}`;
  if (remedy === null) return said;
  return `${said}\n  ${messages.labelled(messages.empty.remedy, translate(messages, remedy))}`;
}

/** Each finding, and below it what to do. */
export function findingsBox(state: AppState, shown: Findings, messages: Messages, height: number): Dialog {
  const width = dialogWidth(state, 100);
  const contents = { title: messages.doctor.title, width, lines: linesOf(state, shown, messages) };
  return readBox({ ...contents, foot: [footLine(shown, messages)] }, shown, messages.sought, height);
}

function footLine({ findings, isDone, problem }: Findings, messages: Messages): Line {
  const { doctor } = messages;
  if (!isDone) return [span(`⟳ ${doctor.looking}`, 'accent')];
  if (problem !== null) return [span(`✕ ${visible(translateProblem(problem, messages).message)}`, 'bad')];
  const due = findings.filter(({ level }) => level !== 'ok').length;
  return [span(doctor.found(due), due === 0 ? 'good' : 'warn')];
}

function linesOf(state: AppState, { findings }: Findings, messages: Messages): readonly Line[] {
  const labelWidth = Math.max(...findings.map(({ check }) => widthOf(check)), 0) + 2;
  const look = { labelWidth, inner: dialogWidth(state, 100) - 4, state, messages };
  return findings.flatMap((finding) => findingLines(finding, look));
}

interface FindingLook {
  readonly labelWidth: number;
  readonly inner: number;
  readonly state: AppState;
  readonly messages: Messages;
}

function findingLines(
  { check, level, detail, remedy }: Finding,
  { labelWidth, inner, state, messages }: FindingLook,
): readonly Line[] {
  const room = Math.max(16, inner - labelWidth - 2);
  const said = wrapText(visible(translate(messages, detail)), room);
  const todo = remedy === null ? '' : visible(withKeys(translate(messages, remedy), state));
  const advice = todo === '' ? [] : wrapText(messages.labelled(messages.empty.remedy, todo), room);
  const [first = '', ...more] = said;
  return [
    [signs[level], span(` ${fitText(check, labelWidth)}`, 'dim'), span(first)],
    ...more.map((text) => indented(labelWidth, span(text))),
    ...advice.map((text) => indented(labelWidth, span(text, 'dim'))),
  ];
}

function indented(labelWidth: number, text: Span): Line {
  return [span(' '.repeat(labelWidth + 2)), text];
}

export const doctor = {
  dialogs: {
    doctor: {
      ...readView((state, shown: Findings) =>
        linesOf(state, shown, messagesIn(state.language)).map(lineText),
      ),
      draw: findingsBox,
    },
  },
  keys: doctorKeys,
} satisfies Feature;
