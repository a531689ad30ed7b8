import { fitText, type Line, span, widthOf, wrapText } from './drawing/line.js';

/** A name and what is to be said of it; texts are wrapped, ready lines are taken as they are. */
export type Fact = readonly [label: string, value: string | Line];

/** Facts under one another, their labels in a column of their own. */
export function factLines(facts: readonly Fact[], width: number): readonly Line[] {
  const labelWidth = Math.max(...facts.map(([label]) => widthOf(label))) + 2;
  const room = Math.max(8, width - labelWidth);
  return facts.flatMap(([label, value]) => {
    const lines =
      typeof value === 'string' ? wrapText(value, room).map((text): Line => [span(text)]) : [value];
    return lines.map(
      (line, index): Line => [span(fitText(index === 0 ? label : '', labelWidth), 'dim'), ...line],
    );
  });
}
