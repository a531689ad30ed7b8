import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { keyLabel } from './binding.js';
import { keyOf } from './dispatch.js';
import { cutMiddle, cutText, type Line, lineWidth, type Span, span, widthOf } from './drawing/line.js';
import type { Tone } from './drawing/skins.js';
import { viewOf } from './feature.js';
import { finishedItems, type Job } from './job.js';
import type { Notice, NoticeText } from './notice.js';
import { isRecorded, withNotice } from './notify.js';
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
  const work = job === null ? [] : workLine(job, messages);
  if (notice === null) return job === null ? (viewOf(state).resting?.(state, messages) ?? []) : work;
  if (job !== null && isRecorded(state, notice) && notice.isHint !== true) return work;
  const whole = wholeLine(state, notice, messages);
  if (whole !== null) {
    const both = [...work, ...whole, ...(job === null ? laterBeside(state, messages) : [])];
    return lineWidth(both) < size.columns ? both : [...work, ...whole];
  }
  // Activity keeps what has no room here: `withCutKept`.
  const rest = ` · ${messages.notices.rest(keysToActivity(state))}`;
  const room = roomFor(state, messages) - widthOf(rest);
  const [sign, tone] = signBeside(state, notice);
  const shown = cutText(withNameCut(notice.told(messages), room), room);
  return [...work, span(sign, tone), span(shown, tone), span(rest, 'dim')];
}

/** Activity takes what is said of a key too where it has no room on the line, so that the rest can be read there. */
export function withCutKept(state: AppState): AppState {
  const { notice, notices, language } = state;
  if (notice?.isHint !== true || isRecorded(state, notice)) return state;
  return wholeLine(state, notice, messagesIn(language)) === null
    ? { ...state, notices: withNotice(notices, notice) }
    : state;
}

/** The message with its remedy; null if the line has no room for it. */
function wholeLine(state: AppState, notice: Notice, messages: Messages): Line | null {
  const said = notice.told(messages);
  const remedy = !said.remedy || state.job !== null ? '' : ` · ${visible(withKeys(said.remedy, state))}`;
  const room = roomFor(state, messages);
  const text = withNameCut(said, room - widthOf(remedy));
  if (widthOf(text + remedy) > room) return null;
  const [sign, tone] = signBeside(state, notice);
  return [span(sign, tone), span(text, tone), span(remedy, 'dim')];
}

function roomFor({ size, job }: AppState, messages: Messages): number {
  return size.columns - (job === null ? 1 : lineWidth(workLine(job, messages))) - 3;
}

function signBeside({ job }: AppState, { mood }: Notice): readonly [text: string, tone: Tone | undefined] {
  const { text, tone } = noticeSigns[mood];
  return [job === null ? ` ${text} ` : ' · ', tone];
}

function workLine(job: Job, messages: Messages): Line {
  return [span(` ⟳ ${jobText(job, messages)}`, 'accent')];
}

/** Where something is typed or chosen, one has to leave it first. */
function keysToActivity(state: AppState): string {
  const key = keyOf('showActivity', state);
  const isHere = state.prompt === null && state.overlay === null;
  return isHere ? key : `${keyLabel('esc')} › ${key}`;
}

/** What is told next is there at once where it has room. */
function laterBeside({ later }: AppState, messages: Messages): Line {
  if (later === null) return [];
  const { text: sign, tone } = noticeSigns[later.mood];
  return [span(`   ${sign} ${visible(later.told(messages).text)}`, tone)];
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
