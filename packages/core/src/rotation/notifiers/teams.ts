import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import type { Notifier } from '../alarm/notifier.js';
import { type PlugIn, type PlugInOptions, readingSecrets, secretReference } from '../plug-in/plug-in.js';
import { type Digest, type DigestEntry, digestOf, fitted, lastAlarms, utf8Bytes } from './digest.js';
import { receiverReader } from './receiver-secret.js';

const schema = v.strictObject({ kind: v.literal('teams'), secret: secretReference });
type Settings = v.InferOutput<typeof schema>;

/** A workflow that posts cards to a Teams channel. */
export const teamsNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'teams',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary:
      'A Teams channel or chat, by the workflow "Post to a channel when a webhook request is received": one Adaptive Card a run.',
    example: '{ kind: teams, secret: "kms:ackring/teams" }',
    settings: { secret: "the KMS secret that holds the workflow's URL" },
    notes: [
      'Teams takes some 28 KB, a card of ours is 20 KB at most; four requests a second.',
      'The workflow answers 202 before it posts: what it meets then stands only in its own run history. The old connectors are switched off.',
    ],
  },
};

/**
 * Of the whole body. The documented limit is 28 KB with everything that Teams wraps around it, senders have hit it at
 * 21,000 (msteams_hermes); and a card that is too large is still accepted with 202.
 */
const mostBytes = 20_000;

function open({ secret }: Settings, options: PlugInOptions): Notifier {
  const { environment } = options;
  const readReceiver = receiverReader('teams', secret, options);
  return {
    name: 'teams',
    send: async (notice, signal) => {
      const { url } = await readReceiver();
      const { body } = bodyOf(digestOf(notice, options.language));
      await postJson({ url, body, signal, environment });
    },
    leftOut: (notice) => lastAlarms(notice, bodyOf(digestOf(notice, options.language))),
  };
}

function bodyOf(digest: Digest) {
  return fitted(digest.entries, {
    limit: mostBytes,
    sizeOf: utf8Bytes,
    bodyOf: (entries, leftOut) => JSON.stringify(message(digest, entries, leftOut)),
  });
}

function message({ title, summary, leftOut }: Digest, entries: readonly DigestEntry[], missing: number) {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block([{ text: title, weight: 'Bolder', size: 'Medium' }]),
      ...entries.map(entryBlock),
      ...(missing === 0 ? [] : [block([{ text: leftOut(missing) }])]),
      block([{ text: summary, isSubtle: true }]),
    ],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}

const colors: Readonly<Record<DigestEntry['mark'], string>> = {
  '✕': 'Attention',
  '!': 'Warning',
  '✓': 'Good',
  '·': 'Default',
};

function entryBlock({ mark, text, remedy }: DigestEntry) {
  return block([
    { text: `${mark} `, color: colors[mark], weight: 'Bolder' },
    { text },
    ...(remedy === null ? [] : [{ text: `\n${remedy}`, isSubtle: true }]),
  ]);
}

/** A TextRun, unlike a TextBlock, renders no Markdown: names in it make no link. */
function block(runs: readonly Readonly<Record<string, unknown>>[]) {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}
