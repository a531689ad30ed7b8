import { asList, asObject } from '../json-object.js';

/** What people in a channel see of a message. */
export interface SlackText {
  /** What a phone shows. */
  readonly text: string;
  /** A block each; entities are decoded as the app does. */
  readonly blocks: readonly string[];
  /** Who would be called: `!channel`, `@U…`. */
  readonly mentions: readonly string[];
  readonly links: readonly string[];
}

/** By type of block, of its text: https://docs.slack.dev/reference/block-kit/blocks . */
const longest: Readonly<Record<string, number>> = { header: 150, section: 3_000, context: 2_000 };
const mostBlocks = 50;
/** Of all blocks; in no reference, but met by senders (slackapi/bolt-js issue 2509). */
const mostCharacters = 13_000;

/** Reads a body, or gives the word of Slack's refusal. */
export function readSlackMessage(body: Readonly<Record<string, unknown>>): SlackText | string {
  const { text } = body;
  if (typeof text !== 'string' || text === '') return 'no_text';
  const blocks = asList(body['blocks']).map((block) => asObject(block) ?? {});
  if (blocks.length > mostBlocks) return 'invalid_blocks';
  const texts = blocks.map(textsOf);
  if (texts.some((all, index) => !isShort(all, String(blocks[index]?.['type'] ?? '')))) {
    return 'invalid_blocks';
  }
  if (JSON.stringify(blocks).length > mostCharacters) return 'msg_blocks_too_long';
  const sources = [text, ...texts.flat()];
  const marked = sources.flatMap((source) =>
    [...source.matchAll(/<([^<>]+)>/g)].map(([, mark = '']) => mark),
  );
  return {
    text: decoded(text),
    blocks: texts.map((all) => all.map(decoded).join('\n')),
    mentions: marked.filter((mark) => /^[!@#]/.test(mark)),
    links: marked.filter((mark) => /^(https?|mailto):/.test(mark)),
  };
}

function textsOf(block: Readonly<Record<string, unknown>>): readonly string[] {
  const objects = [block['text'], ...asList(block['elements'])].map(asObject);
  return objects.flatMap((object) => (typeof object?.['text'] === 'string' ? [object['text']] : []));
}

function isShort(texts: readonly string[], type: string): boolean {
  const most = longest[type];
  return most !== undefined && texts.length > 0 && texts.every(({ length }) => length > 0 && length <= most);
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
