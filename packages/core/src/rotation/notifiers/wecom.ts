import * as v from 'valibot';
import { postJson } from '../../cloud/receivers/post-json.js';
import { say } from '../../words/say.js';
import type { Notifier } from '../alarm/notifier.js';
import { type PlugIn, type PlugInOptions, readingSecrets, secretReference } from '../plug-in/plug-in.js';
import { type Digest, digestOf, fitted, lastAlarms, utf8Bytes } from './digest.js';
import { receiverReader } from './receiver-secret.js';
import { type RobotAnswers, refuseFailure, robotMarkdown } from './robot.js';

const schema = v.strictObject({ kind: v.literal('wecom'), secret: secretReference });
type Settings = v.InferOutput<typeof schema>;

/** A WeCom group's robot. */
export const wecomNotifier: PlugIn<typeof schema, Notifier> = {
  kind: 'wecom',
  schema,
  open: async (settings, options) => open(settings, options),
  ramStatements: ({ secret }, place) => readingSecrets([secret], place),
  docs: {
    summary: 'A robot of a WeCom (企业微信) group: one digest in Markdown a run.',
    example: '{ kind: wecom, secret: "kms:ackring/wecom" }',
    settings: {
      secret:
        "the KMS secret that holds the robot's webhook URL, `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`",
    },
    notes: [
      'At most 4,096 bytes, about a dozen lines in Chinese: what has no room is counted, the most urgent comes first.',
      'It answers 200 to everything: an `errcode` other than 0 is a refusal. 20 messages a minute.',
    ],
  },
};

/** Of `markdown.content` in UTF-8, see https://developer.work.weixin.qq.com/document/path/91770 . */
const mostBytes = 4_096;

function open({ secret }: Settings, options: PlugInOptions): Notifier {
  const { environment } = options;
  const readReceiver = receiverReader('wecom', secret, options);
  return {
    name: 'wecom',
    send: async (notice, signal) => {
      const { url } = await readReceiver();
      const { body: content } = contentOf(digestOf(notice, options.language));
      const body = JSON.stringify({ msgtype: 'markdown', markdown: { content } });
      const { text: answer } = await postJson({ url, body, signal, environment });
      refuseFailure(answer, answers);
    },
    leftOut: (notice) => lastAlarms(notice, contentOf(digestOf(notice, options.language))),
  };
}

function contentOf(digest: Digest) {
  return fitted(digest.entries, {
    limit: mostBytes,
    sizeOf: utf8Bytes,
    bodyOf: (entries, leftOut) => robotMarkdown(digest, entries, leftOut),
  });
}

const answers: RobotAnswers = {
  robot: 'WeCom',
  codeField: 'errcode',
  tooFast: [45009, 45033],
  remedies: { 93000: say("The robot is gone or its key is wrong: store its webhook's URL in KMS again") },
  otherwise: say("Check the robot's webhook in the group's settings"),
};
