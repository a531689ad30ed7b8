import { createHmac } from 'node:crypto';

/** A group's robot as its owner knows it: where to post, and what to sign with. */
export interface Robot {
  readonly accessToken: string;
  /** Null where its security setting is another. */
  readonly secret: string | null;
  /** What messages must hold, where that is its security setting. */
  readonly keyword?: string;
}

/** DingTalk's answers, all with HTTP status 200; the code tells. */
export const answers = {
  ok: { errcode: 0, errmsg: 'ok' },
  busy: { errcode: -1, errmsg: 'system busy' },
  tooFast: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' },
  unknownToken: { errcode: 300001, errmsg: 'token is not exist' },
  badTimestamp: { errcode: 310000, errmsg: 'invalid timestamp' },
  noKeyword: { errcode: 310000, errmsg: 'keywords not in content' },
  badSign: { errcode: 310000, errmsg: 'sign not match' },
  notJson: { errcode: 43004, errmsg: 'invalid http header Content-Type' },
  noMessage: { errcode: 40035, errmsg: 'missing parameter json' },
  badMessage: { errcode: 400105, errmsg: 'unsupported msgtype' },
  tooLong: { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' },
} as const;

export type Answer = (typeof answers)[keyof typeof answers];

/** The signature of one moment, base64, before it is put into the query. */
export function robotSign(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}
