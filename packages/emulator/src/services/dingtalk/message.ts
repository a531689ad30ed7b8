import { jsonObject } from '../json-object.js';
import { markdownLinks } from '../markdown-links.js';
import { type Answer, answers } from './robot.js';

/** A message a robot brought to its group. */
export interface DingTalkMessage {
  readonly accessToken: string;
  readonly receivedAt: Date;
  readonly msgtype: string;
  /** Null for plain text. */
  readonly title: string | null;
  readonly text: string;
  /** What the app would make a link of: the addresses in it. */
  readonly links: readonly string[];
  /** Everything that was sent, `at` included. */
  readonly body: Readonly<Record<string, unknown>>;
}

const longestBytes = 20_000;

/** The parts of a message's body that hold what people read, by type. */
const readable: Readonly<Record<string, { title: string | null; text: string }>> = {
  text: { title: null, text: 'content' },
  markdown: { title: 'title', text: 'text' },
  link: { title: 'title', text: 'text' },
  actionCard: { title: 'title', text: 'text' },
};

/** Reads a body, or says what DingTalk answers to it. */
export function readMessage(body: Buffer): Omit<DingTalkMessage, 'accessToken' | 'receivedAt'> | Answer {
  if (body.length > longestBytes) return answers.tooLong;
  const message = jsonObject(body);
  if (!message) return answers.noMessage;
  const msgtype = String(message['msgtype'] ?? '');
  const parts = Object.hasOwn(readable, msgtype) ? readable[msgtype] : undefined;
  const content = parts && message[msgtype];
  if (!parts || typeof content !== 'object' || content === null) return answers.badMessage;
  const text: unknown = Reflect.get(content, parts.text);
  const title: unknown = parts.title && Reflect.get(content, parts.title);
  if (typeof text !== 'string' || text === '') return answers.noMessage;
  if (parts.title && typeof title !== 'string') return answers.noMessage;
  const links = msgtype === 'markdown' ? markdownLinks(text) : [];
  return { msgtype, title: typeof title === 'string' ? title : null, text, links, body: message };
}
