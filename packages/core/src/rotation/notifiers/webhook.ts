import { createHmac } from 'node:crypto';
import type { Notifier } from '../alarm/notifier.js';
import { postJson } from './post-json.js';

export interface WebhookOptions {
  readonly readUrl: () => Promise<string>;
  /** Signs the body, where it is set. */
  readonly readSecret: (() => Promise<string>) | null;
}

/**
 * Posts `{"schema":"ackring.notice/v1","runId","now","counts","alarms"}`. With a secret, the header
 * `x-ackring-signature: sha256=<hex>` is the HMAC-SHA256 of the body.
 */
export function createWebhookNotifier({ readUrl, readSecret }: WebhookOptions): Notifier {
  return {
    name: 'webhook',
    send: async (notice, signal) => {
      const body = JSON.stringify({ schema: 'ackring.notice/v1', ...notice });
      const [url, secret] = await Promise.all([readUrl(), readSecret?.()]);
      const headers = secret === undefined ? {} : { 'x-ackring-signature': signatureOf(body, secret) };
      await postJson({ url, headers, body, signal });
    },
  };
}

function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
