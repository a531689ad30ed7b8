import { visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { keyOf } from './dispatch.js';
import { cutMiddle, cutText, type Line, lineWidth, type Span, span, widthOf } from './drawing/line.js';
import { viewOf } from './feature.js';
import { finishedItems, type Job } from './job.js';
import type { Notice, NoticeText } from './notice.js';
import { isRecorded } from './notify.js';
import { withKeys } from './remedy.js';

export const noticeSigns: Readonly<Record<Notice['mood'], Span>> = {
  good: span('✓', 'good'),
  info: span('·', 'dim'),
  warn: span('!', 'warn'),
  bad: span('✕', 'bad'),
};

/** The line above the keys: running work, else the newest message with its remedy, else what the screen has to say. */
export function noticeLine(state: AppState, messages: Messages): Line {
  const { notice, size, job } = state;
  if (job !== null) return [span(` ⟳ ${jobText(job, messages)}`, 'accent'), ...hintBeside(state, messages)];
  if (notice === null) return viewOf(state).resting?.(state, messages) ?? [];
  const { text: sign, tone } = noticeSigns[notice.mood];
  const said = notice.told(messages);
  const remedy = !said.remedy ? '' : ` · ${visible(withKeys(said.remedy, state))}`;
  const room = size.columns - 4;
  const text = withNameCut(said, room - widthOf(remedy));
  if (widthOf(text + remedy) <= room) {
    const line = [span(` ${sign} `, tone), span(text, tone), span(remedy, 'dim')];
    const both = [...line, ...laterBeside(state, messages)];
    return lineWidth(both) < size.columns ? both : line;
  }
  // Activity keeps what has no room here.
  const rest = notice.isHint ? '' : ` · ${messages.notices.rest(keyOf('showActivity', state))}`;
  const roomBeside = size.columns - 4 - widthOf(rest);
  const shown = cutText(withNameCut(said, roomBeside), roomBeside);
  return [span(` ${sign} `, tone), span(shown, tone), span(rest, 'dim')];
}

/** What is told next is there at once where it has room. */
function laterBeside({ later }: AppState, messages: Messages): Line {
  if (later === null) return [];
  const { text: sign, tone } = noticeSigns[later.mood];
  return [span(`   ${sign} ${visible(later.told(messages).text)}`, tone)];
}

/** Why a key does nothing now, say, which nothing else tells; what happened is told when the work is done. */
function hintBeside(state: AppState, messages: Messages): Line {
  const { notice } = state;
  if (notice === null || isRecorded(state, notice)) return [];
  return [span(` · ${visible(notice.told(messages).text)}`, noticeSigns[notice.mood].tone)];
}

/** A name keeps so many columns of its two ends. */
const leastName = 9;

function withNameCut(said: NoticeText, room: number): string {
  const [whole, name, least] = [visible(said.text), visible(said.name ?? ''), visible(said.least ?? '')];
  if (widthOf(whole) <= room) return whole;
  const text = least === '' ? whole : whole.replace(least, () => cutMiddle(least, leastName));
  if (name === '' || !text.startsWith(name) || widthOf(text) <= room) return text;
  const rest = text.slice(name.length);
  return cutMiddle(name, Math.max(leastName, room - widthOf(rest))) + rest;
}

function jobText(job: Job, { jobs }: Messages): string {
  if (job.isCancelling) return jobs.stopping;
  return jobs.progress(jobs[job.kind], finishedItems(job), job.total, job.failed);
}
