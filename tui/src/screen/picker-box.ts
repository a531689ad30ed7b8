import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from './app-state.js';
import { dialogWidth } from './dialog-width.js';
import { box } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { type Line, span } from './drawing/line.js';
import type { Dialog } from './feature.js';
import { everyRegion, type Picker, pickerMatches } from './picker.js';

/** A choice of many: typed to be found, ticked to take several. */
export function pickerBox(state: AppState, picker: Picker, messages: Messages, height: number): Dialog {
  const { picker: words } = messages;
  const width = dialogWidth(state, 64);
  const fieldWidth = width - 6;
  const matches = pickerMatches(picker);
  const room = Math.max(1, Math.min(14, height - 5));
  const top = Math.max(0, Math.min(picker.cursor - Math.floor(room / 2), matches.length - room));
  const look = { width: fieldWidth, isFocused: true, placeholder: '' };
  const lines: readonly Line[] = [
    [span('/ ', 'key'), ...fieldSpans(picker.field, look)],
    ...(matches.length === 0 ? [[span(`  ${words.none}`, 'dim')]] : []),
    ...matches
      .slice(top, top + room)
      .map((option, index) => optionLine(picker, option, top + index, messages)),
    [span(words.hint, 'faint')],
  ];
  return {
    lines: box(words[picker.purpose], lines, width),
    cursor: { x: 4 + fieldCursor(picker.field, fieldWidth), y: 1 },
  };
}

function optionLine(picker: Picker, option: string, at: number, { crumbs }: Messages): Line {
  const isHere = at === picker.cursor;
  const tick = picker.ticked.has(option) ? '◉' : '○';
  return [
    span(isHere ? '› ' : '  ', 'accent'),
    span(`${tick} `, picker.ticked.has(option) ? 'accent' : 'dim'),
    span(option === everyRegion ? crumbs.allRegions : visible(option), isHere ? 'strong' : 'text'),
  ];
}
