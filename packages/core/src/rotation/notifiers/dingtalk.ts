import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import { say } from '../../words/say.js';
import type { Notifier } from '../alarm/notifier.js';
import {
  type PlugIn,
  type PlugInOptions,
  readingSecrets,
  secretReference,
  text,
} from '../plug-in/plug-in.js';
import { type Digest, digestOf, fitted, lastAlarms, utf8Bytes } from './digest.js';
import { type Receiver, receiverReader } from './receiver-secret.js';
import { type RobotAnswers, refuseFailure, robotMarkdown } from './robot.js';

const schema = v.strictObject({
  kind: v.literal('dingtalk'),
  secret: secretReference,
  keyword: v.optional(text('keyword')),
});
type Settings = v.InferOutput<typeof schema>;

/** A DingTalk group's robot, with a signature, a keyword or neither. */
export const dingtalkNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'dingtalk',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary: 'A robot of a DingTalk group: one digest in Markdown a run.',
    example: '{ kind: dingtalk, secret: "kms:ackring/dingtalk" }',
    settings: {
      secret:
        'the KMS secret that holds the robot\'s webhook URL, or `{"url": "…", "secret": "SEC…"}` where it asks for a signature',
      keyword: 'a word that the robot asks for; `ackring` is in every digest anyway',
    },
    notes: [
      'At most 20,000 bytes and 20 messages a minute; whoever sends more is not heard for ten minutes.',
      'It answers 200 to everything: an `errcode` other than 0 is a refusal.',
    ],
  },
};

/** Of the whole body: DingTalk accepts 20,000 bytes. */
const mostBytes = 20_000;

function open({ secret, keyword }: Settings, options: PlugInOptions): Notifier {
  const { clock, environment, language } = options;
  const readReceiver = receiverReader('dingtalk', secret, options);
  return {
    name: 'dingtalk',
    send: async (notice, signal) => {
      const receiver = await readReceiver();
      const { body } = bodyOf(digestOf(notice, language), keyword ?? null);
      const url = signedUrl(receiver, clock.now());
      const { text: answer } = await postJson({ url, body, signal, environment });
      refuseFailure(answer, answers);
    },
    leftOut: (notice) => lastAlarms(notice, bodyOf(digestOf(notice, language), keyword ?? null)),
  };
}

function bodyOf(digest: Digest, keyword: string | null) {
  return fitted(digest.entries, {
    limit: mostBytes,
    sizeOf: utf8Bytes,
    bodyOf: (entries, leftOut) => {
      const told = robotMarkdown(digest, entries, leftOut);
      const markdown = keyword === null || told.includes(keyword) ? told : `${told} · ${keyword}`;
      const message = { title: digest.title, text: markdown };
      return JSON.stringify({ msgtype: 'markdown', markdown: message, at: { isAtAll: false } });
    },
  });
}

function signedUrl({ url, secret }: Receiver, now: Date): string {
  if (secret === null) return url;
  const timestamp = String(now.getTime());
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  const signed = new URL(url);
  signed.searchParams.set('timestamp', timestamp);
  signed.searchParams.set('sign', sign);
  return signed.href;
}

const answers: RobotAnswers = {
  robot: 'DingTalk',
  codeField: 'errcode',
  tooFast: [130101, 410100, 90030],
  remedies: {
    310000: say(
      "The robot's security settings refused it: check the signature's secret in KMS, `keyword`, and its list of addresses",
    ),
    300001: say("The robot is gone or its token is wrong: store its webhook's URL in KMS again"),
  },
  otherwise: say("Check the robot's webhook, its secret and its security settings"),
};
