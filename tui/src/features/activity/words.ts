import { say, type Words } from '../../messages/say.js';

export const undo = {
  title: 'Undo the last write',
  write: (summary: string, at: string) => say('{summary} · {at}', { summary, at }),
  stays: (what: string) => say('stays as it is: {what}', { what }),
  goes: 'the file was not there before: it goes',
  nothing: 'its entries stay as they are',
  comparing: 'comparing…',
  unknown:
    'What it changed cannot be told any more: a copy is gone, or something else wrote the file in between.',
  same: 'no entry changed: only order or comments',
  underWay: 'putting it back…',
  changed: 'nothing was undone: a file was written in the meantime · this would be undone now',
} as const satisfies Words;

export const actions = {
  undo: 'undo the last write',
} as const satisfies Words;

export const accepts = {
  undo: 'undo',
} as const satisfies Words;

export const scopes = {
  undo: 'Before an undo',
} as const satisfies Words;

export const reasons = {
  nothingToUndo: 'there is no write to undo',
} as const satisfies Words;
