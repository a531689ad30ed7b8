import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import { say } from '../../words/say.js';
import type { Notice, Notifier } from '../alarm/notifier.js';
import {
  type Language,
  type PlugIn,
  type PlugInOptions,
  readingSecrets,
  secretReference,
  text,
} from '../plug-in/plug-in.js';
import { type Digest, type DigestEntry, digestOf, fitted, lastAlarms, utf8Bytes } from './digest.js';
import { receiverReader } from './receiver-secret.js';
import { type RobotAnswers, refuseFailure } from './robot.js';

const schema = v.strictObject({
  kind: v.literal('feishu'),
  secret: secretReference,
  keyword: v.optional(text('keyword')),
});
type Settings = v.InferOutput<typeof schema>;

/** A Feishu or Lark group's robot, with a signature, a keyword or neither. */
export const feishuNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'feishu',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary: 'A custom bot of a Feishu (飞书) or Lark group: one digest a run.',
    example: '{ kind: feishu, secret: "kms:ackring/feishu" }',
    settings: {
      secret:
        'the KMS secret that holds the bot\'s webhook URL, or `{"url": "…", "secret": "…"}` where it verifies signatures',
      keyword: 'a word that the bot asks for; `ackring` is in every digest anyway',
    },
    notes: [
      'At most 20 KB, 100 messages a minute and 5 a second. Runs on the hour or half hour may meet its limit of the platform (11232).',
      'It answers 200: a `code` other than 0 is a refusal.',
    ],
  },
};

/** Of the whole body, see https://open.feishu.cn/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN . */
const mostBytes = 20_000;

const locales: Readonly<Record<Language, string>> = { en: 'en_us', ja: 'ja_jp', zh: 'zh_cn' };

function open({ secret, keyword }: Settings, options: PlugInOptions): Notifier {
  const readReceiver = receiverReader('feishu', secret, options);
  const { environment, language } = options;
  const bodyOf = (notice: Notice, signature: object) => {
    const digest = digestOf(notice, language);
    return fitted(digest.entries, {
      limit: mostBytes,
      sizeOf: utf8Bytes,
      bodyOf: (entries, leftOut) => {
        const post = { title: digest.title, content: paragraphs(digest, entries, leftOut, keyword) };
        const content = { post: { [locales[language]]: post } };
        return JSON.stringify({ ...signature, msg_type: 'post', content });
      },
    });
  };
  return {
    name: 'feishu',
    send: async (notice, signal) => {
      const receiver = await readReceiver();
      const signature = signatureOf(receiver.secret, options.clock.now());
      const { body } = bodyOf(notice, signature);
      const { text: answer } = await postJson({ url: receiver.url, body, signal, environment });
      refuseFailure(answer, answers);
    },
    // As long as a signature: a robot without one has more room, and is told again.
    leftOut: (notice) => lastAlarms(notice, bodyOf(notice, signatureOf('', options.clock.now()))),
  };
}

/** The HMAC key is what is usually signed, and the signed message is empty; seconds, not milliseconds. */
function signatureOf(secret: string | null, now: Date) {
  if (secret === null) return {};
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
  return { timestamp, sign };
}

/** Elements of tag `text` are shown as they are: mentions and links would be separate elements. */
function paragraphs(
  { summary, leftOut }: Digest,
  entries: readonly DigestEntry[],
  missing: number,
  keyword: string | undefined,
) {
  const lines = [
    ...entries.flatMap((entry) => [
      `${entry.mark} ${entry.text}`,
      ...(entry.remedy === null ? [] : [`　 ${entry.remedy}`]),
    ]),
    ...(missing === 0 ? [] : [leftOut(missing)]),
    keyword === undefined ? summary : `${summary} · ${keyword}`,
  ];
  return lines.map((line) => [{ tag: 'text', text: line }]);
}

const answers: RobotAnswers = {
  robot: 'Feishu',
  codeField: 'code',
  tooFast: [11232],
  remedies: {
    19021: say("The signature did not fit: check the bot's secret in KMS"),
    19022: say("The function's address is not on the bot's list: add it, or take another security setting"),
    19024: say('The bot asks for a keyword: set `keyword` in rotation.yaml'),
    19001: say("The bot is gone or its token is wrong: store its webhook's URL in KMS again"),
  },
  otherwise: say("Check the bot's webhook and its security settings"),
};
