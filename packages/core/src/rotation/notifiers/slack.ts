import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { Notifier } from '../alarm/notifier.js';
import { type PlugIn, type PlugInOptions, readingSecrets, secretReference } from '../plug-in/plug-in.js';
import { type Digest, type DigestEntry, digestOf, fitted, lastAlarms, shortened } from './digest.js';
import { receiverReader } from './receiver-secret.js';

const schema = v.strictObject({ kind: v.literal('slack'), secret: secretReference });
type Settings = v.InferOutput<typeof schema>;

/** A Slack channel's incoming webhook. */
export const slackNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'slack',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary: 'An incoming webhook of a Slack channel: one digest a run, in blocks of plain text.',
    example: '{ kind: slack, secret: "kms:ackring/slack" }',
    settings: {
      secret: 'the KMS secret that holds the webhook URL, `https://hooks.slack.com/services/…`',
    },
    notes: [
      'At most 45 alarms and 12,000 characters a message; one message a second.',
      'Anything but the answer `ok` is a refusal; a webhook whose app was removed answers 403, 404 or 410.',
    ],
  },
};

/** Slack accepts 50 blocks: header, summary and the note about omissions are three of them. */
const mostAlarms = 45;

/**
 * Of all blocks together. Its reference only names 3,000 per section, but it refuses a message above about 13,000
 * with `msg_blocks_too_long` (slackapi/bolt-js issue 2509).
 */
const mostCharacters = 12_000;

function open({ secret }: Settings, options: PlugInOptions): Notifier {
  const { environment } = options;
  const readReceiver = receiverReader('slack', secret, options);
  return {
    name: 'slack',
    send: async (notice, signal) => {
      const { url } = await readReceiver();
      const { body } = bodyOf(digestOf(notice, options.language));
      const { text } = await postJson({ url, body, signal, environment });
      if (text.trim() === 'ok') return;
      throw new AckringError('RequestRejected', say('Slack did not answer `ok` to the notice'), {
        remedy: say("Check the webhook in the app's settings; the next run tells it again."),
      });
    },
    leftOut: (notice) => lastAlarms(notice, bodyOf(digestOf(notice, options.language))),
  };
}

function bodyOf(digest: Digest) {
  const shown = digest.entries.slice(0, mostAlarms);
  const beyond = digest.entries.length - shown.length;
  const { body, leftOut } = fitted(shown, {
    limit: mostCharacters,
    sizeOf: (json) => json.length,
    bodyOf: (entries, missing) => {
      const blocks = blocksOf(digest, entries, missing + beyond);
      return JSON.stringify({ text: escaped(digest.title), blocks });
    },
  });
  return { body, leftOut: leftOut + beyond };
}

function blocksOf({ title, summary, leftOut }: Digest, entries: readonly DigestEntry[], missing: number) {
  return [
    { type: 'header', text: plainText(shortened(title, 120)) },
    ...entries.map(({ mark, text, remedy }) =>
      section(`${mark} ${text}${remedy === null ? '' : `\n${remedy}`}`),
    ),
    ...(missing === 0 ? [] : [section(leftOut(missing))]),
    { type: 'context', elements: [plainText(summary)] },
  ];
}

function section(text: string) {
  return { type: 'section', text: plainText(text) };
}

/** No bold, links or `:emoji:`. */
function plainText(text: string) {
  return { type: 'plain_text', text: escaped(text), emoji: false };
}

/**
 * In every text object these three begin mentions and links, see
 * https://docs.slack.dev/messaging/formatting-message-text .
 */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
