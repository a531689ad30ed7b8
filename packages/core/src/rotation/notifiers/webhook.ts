import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import { say } from '../../words/say.js';
import { demand } from '../../words/schema-problems.js';
import { visibleTexts } from '../../words/visible.js';
import type { Notice, Notifier } from '../alarm/notifier.js';
import {
  type Language,
  type PlugIn,
  type PlugInOptions,
  readingSecrets,
  secretReference,
  webAddress,
} from '../plug-in/plug-in.js';
import { refuseOtherReceiver, settingReader } from '../plug-in/receiver.js';
import { digestOf, fitted, lastAlarms, utf8Bytes } from './digest.js';

const schema = v.strictObject({
  kind: v.literal('webhook'),
  url: v.union(
    [secretReference, webAddress],
    demand(say('{what} must be a URL, or "kms:<secret name>" of a secret that holds it', { what: 'url' })),
  ),
  secret: v.optional(secretReference),
});
type Settings = v.InferOutput<typeof schema>;

/** Any HTTPS receiver. */
export const webhookNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'webhook',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ url, secret }, place) => readingSecrets([url, secret], place),
  docs: {
    summary: 'A receiver of your own: one JSON document a run.',
    example: '{ kind: webhook, url: "kms:ackring/hook", secret: "kms:ackring/hook-key" }',
    settings: {
      url: 'where to post; `kms:<name>` where the URL itself is a secret',
      secret:
        'the KMS secret that signs the body; unsigned without. The host of a `url` that is no KMS secret must be in `ACKRING_RECEIVERS`',
    },
    notes: [
      'The body is `{"schema": "ackring.notice/v1", "function", "runId", "now", "title", "counts", "alarms", "leftOut"}`; fields are added, never renamed. `function` is `name@region`, null from a terminal; `title` is in the language of the team, what alarms say in English.',
      'With `secret`, the header `x-ackring-signature: sha256=<hex>` is the HMAC-SHA256 of the body.',
      'At most 512 KB: `leftOut` counts the alarms that had no room. Any answer from 200 to 299 is a yes.',
    ],
  },
};

/** What most servers accept by default. */
const mostBytes = 524_288;

function open({ url, secret }: Settings, options: PlugInOptions): Notifier {
  const { environment } = options;
  const readUrl = settingReader(url, options);
  const readSecret = secret === undefined ? null : settingReader(secret, options);
  return {
    name: 'webhook',
    send: async (notice, signal) => {
      const { body } = bodyOf(notice, options.language);
      // What is signed can be tried out: a weak secret would be found.
      if (secret !== undefined && !url.startsWith('kms:')) refuseOtherReceiver('webhook', url, environment);
      const [target, key] = await Promise.all([readUrl(), readSecret?.()]);
      const headers = key === undefined ? {} : { 'x-ackring-signature': signatureOf(body, key) };
      await postJson({ url: target, headers, body, signal, environment });
    },
    leftOut: (notice) => lastAlarms(notice, bodyOf(notice, options.language)),
  };
}

function bodyOf(notice: Notice, language: Language) {
  const { function: from, runId, now, counts } = notice;
  const { title } = digestOf(notice, language);
  return fitted(notice.alarms, {
    limit: mostBytes,
    sizeOf: utf8Bytes,
    bodyOf: (alarms, leftOut) =>
      JSON.stringify(
        { schema: 'ackring.notice/v1', function: from, runId, now, title, counts, alarms, leftOut },
        visibleTexts,
      ),
  });
}

function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
