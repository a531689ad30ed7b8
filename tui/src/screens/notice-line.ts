import { cutText, type Line, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import type { AppState } from '../state/app-state.js';
import type { Notice } from '../state/notice.js';
import type { Tone } from '../theme/skin.js';

const looks: Readonly<Record<Notice['mood'], readonly [sign: string, tone: Tone]>> = {
  good: ['✓', 'good'],
  info: ['·', 'dim'],
  warn: ['!', 'warn'],
  bad: ['✕', 'bad'],
};

/** The line above the keys: the newest message with what to do about it. */
export function noticeLine(state: AppState, _messages: Messages): Line {
  const { notice, size } = state;
  if (notice === null) return [];
  const [sign, tone] = looks[notice.mood];
  const text = cutText(visible(notice.text), size.columns - 4);
  const remedy = notice.remedy === null ? '' : ` · ${visible(notice.remedy)}`;
  return [span(` ${sign} `, tone), span(text, tone), span(remedy, 'dim')];
}
