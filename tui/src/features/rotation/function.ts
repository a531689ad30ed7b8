import type { Messages } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../../screen/app-state.js';
import { fitText, type Line, type Span, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import { listBody } from '../../screen/list-body.js';
import { emptyView } from './empty.js';
import { functionFact } from './function-facts.js';
import { functionRow } from './function-rows.js';

/** The deployed function, a fact a row: whether it works, when it runs and ran, and what it is. */
export function functionView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { deployed } = messages;
  if (list.visible.length === 0) {
    const words = { asking: deployed.empty.function, nothing: deployed.empty.function };
    return emptyView(state, state.rotation.function, words, messages);
  }
  const labelWidth = Math.max(...Object.values(deployed.facts).map(widthOf)) + 3;
  const rows = listBody(state, list, [], (id) => {
    const row = functionRow(id);
    const { value, sign } = functionFact(state, row, messages);
    const label = span(fitText(deployed.facts[row.kind], labelWidth), 'dim');
    return { sign, line: [label, ...value] };
  });
  return [...rows, ...remedyLines(state, messages)];
}

/** What to do about a function that cannot be looked at; what is known of it stays above. */
function remedyLines({ rotation, size }: AppState, { empty }: Messages): readonly Line[] {
  const { problem } = rotation.function;
  if (problem === null) return [];
  const text = `${empty.remedy}: ${visible(problem.remedy)}`;
  const lines = wrapText(text, Math.min(90, size.columns - 6));
  return [[], ...lines.map((line): Line => [span('   '), dim(line)])];
}

function dim(text: string): Span {
  return span(text, 'dim');
}
