import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { AckringError } from '../../errors.js';
import type { Clock } from '../../ports.js';
import { digestMarkdown, digestTitle } from '../alarm/digest-text.js';
import type { Notifier } from '../alarm/notifier.js';
import { postJson } from './post-json.js';

export interface DingTalkOptions {
  /** Gives the KMS secret's value: `{"url": "https://oapi.dingtalk.com/robot/send?access_token=…", "secret": "SEC…"}`. */
  readonly readSecret: () => Promise<string>;
  readonly clock: Clock;
}

const secretSchema = v.object({ url: v.pipe(v.string(), v.url()), secret: v.string() });
const answerSchema = v.object({ errcode: v.number() });

/** DingTalk takes 20,000 bytes; some room for what is around the text. */
const textBytes = 18_000;

/** A DingTalk group robot with a signature. It answers 200 to everything: `errcode` says how it went. */
export function createDingTalkNotifier({ readSecret, clock }: DingTalkOptions): Notifier {
  return {
    name: 'dingtalk',
    send: async (notice, signal) => {
      const { url, secret } = parseSecret(await readSecret());
      const timestamp = String(clock.now().getTime());
      const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
      const signed = new URL(url);
      signed.searchParams.set('timestamp', timestamp);
      signed.searchParams.set('sign', sign);
      const text = clipped(digestMarkdown(notice));
      const body = JSON.stringify({ msgtype: 'markdown', markdown: { title: digestTitle(notice), text } });
      refuseFailure(await postJson({ url: signed.href, body, signal }));
    },
  };
}

function parseSecret(text: string): v.InferOutput<typeof secretSchema> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), secretSchema), text);
  if (parsed.success) return parsed.output;
  throw new AckringError(
    'ConfigurationInvalid',
    'the KMS secret of the dingtalk notifier is not as it must be',
    {
      remedy: 'Store {"url": "<the robot\'s webhook>", "secret": "SEC…"} in it.',
    },
  );
}

function refuseFailure(answer: string): void {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), answer);
  const errcode = parsed.success ? parsed.output.errcode : null;
  if (errcode === 0) return;
  const isTooFast = errcode === 130101 || errcode === 410100;
  throw new AckringError(
    isTooFast ? 'Throttled' : 'RequestRejected',
    `DingTalk refused the notice (${errcode})`,
    {
      remedy: "Check the robot's token, its secret and its security settings; the next run tells it again.",
    },
  );
}

function clipped(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= textBytes ? text : `${bytes.subarray(0, textBytes).toString('utf8')}…`;
}
