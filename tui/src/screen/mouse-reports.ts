/** A mouse action. Columns and rows start at 0. With ctrl a click marks. */
export type MouseAct =
  | { readonly kind: 'click'; readonly x: number; readonly y: number; readonly isMarking?: true }
  /** Notches of the wheel; down is positive. */
  | { readonly kind: 'wheel'; readonly by: number };

/**
 * What a report of SGR mode (1006) says, `ESC [ < button ; column ; row M`. Only the left button, when it goes down,
 * alone or with ctrl, and the wheel: other combinations with modifiers are the terminal's, to select text.
 */
export function mouseAct(report: string): MouseAct | null {
  const numbers = /^\x1b\[<(\d{1,3});(\d{1,5});(\d{1,5})M$/.exec(report)?.slice(1).map(Number);
  if (numbers === undefined) return null;
  const [button = -1, column = 0, row = 0] = numbers;
  if (button === 64 || button === 65) return { kind: 'wheel', by: button === 64 ? -1 : 1 };
  if ((button !== 0 && button !== 16) || column === 0 || row === 0) return null;
  const click = { kind: 'click', x: column - 1, y: row - 1 } as const;
  return button === 16 ? { ...click, isMarking: true } : click;
}
