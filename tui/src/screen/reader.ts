import type { Language } from '../messages/language.js';
import { type Messages, messagesIn } from '../messages/messages.js';

/** The reader of a fact: at what time, in which time zone and language. */
export interface Reader {
  readonly now: Date;
  /** Empty for the machine's own. */
  readonly timeZone: string;
  /** The folder that paths show as `~`. */
  readonly home: string;
  readonly messages: Messages;
}

/** The reader of the screen. */
export function readerOf({
  now,
  timeZone,
  home,
  language,
}: Omit<Reader, 'messages'> & { readonly language: Language }): Reader {
  return { now, timeZone, home, messages: messagesIn(language) };
}

/** A path with the home folder as `~`. */
export function homePath(path: string, home: string): string {
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The same wherever a text has such a path; not in a quoted word of a command, where a shell takes `~` as it is. */
export function homePaths(text: string, home: string): string {
  if (home === '') return text;
  return text.replaceAll(`${home}/`, (path, at: number) =>
    /[\w./\\:=~@'"-]/.test(text.charAt(at - 1)) ? path : '~/',
  );
}
