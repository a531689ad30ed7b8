import { asList, asObject } from '../json-object.js';

/** The readable parts of a message of type `post` or `text`. */
export interface FeishuPost {
  readonly locale: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/** Reads a body, or null where Feishu would not take it. */
export function readPost(body: Readonly<Record<string, unknown>>): FeishuPost | null {
  const content = asObject(body['content']);
  if (content === null) return null;
  if (body['msg_type'] === 'text') return readText(content['text']);
  if (body['msg_type'] !== 'post') return null;
  const [entry] = Object.entries(asObject(content['post']) ?? {});
  const post = asObject(entry?.[1]);
  const paragraphs = asList(post?.['content']).map((line) =>
    asList(line).map((each) => asObject(each) ?? {}),
  );
  if (entry === undefined || post === null || paragraphs.length === 0) return null;
  const elements = paragraphs.flat();
  const all = (tag: string, member: string) =>
    elements.filter((each) => each['tag'] === tag).map((each) => String(each[member] ?? ''));
  return {
    locale: entry[0],
    title: String(post['title'] ?? ''),
    lines: paragraphs.map((line) => line.map((each) => String(each['text'] ?? '')).join('')),
    mentions: all('at', 'user_id'),
    links: all('a', 'href'),
  };
}

/** Mentions are tags in a plain text, and elements of their own in a post. */
function readText(text: unknown): FeishuPost | null {
  if (typeof text !== 'string' || text === '') return null;
  const mentions = [...text.matchAll(/<at user_id="([^"]*)">/g).map(([, who = '']) => who)];
  return { locale: '', title: '', lines: text.split('\n'), mentions, links: [] };
}
