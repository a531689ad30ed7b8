import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http';

/** A token bucket in front of a service of the embedded cloud: what it refuses never arrives. */
export interface RateGate extends AsyncDisposable {
  readonly url: string;
  readonly counts: { readonly passed: number; readonly refused: number };
  /** Where permitted calls go. */
  leadTo(service: URL): void;
}

/** Permits one account this many calls per second, and a few more at once; with `perKey` each key, as of an account. */
export async function rateGate(
  permittedPerSecond: number,
  { burst = 20, perKey = false }: { readonly burst?: number; readonly perKey?: boolean } = {},
): Promise<RateGate> {
  const counts = { passed: 0, refused: 0 };
  let service: URL | null = null;
  const buckets = new Map<string, { tokens: number; last: number }>();
  const bucketOf = ({ headers: { authorization = '' } }: IncomingMessage) => {
    const now = performance.now();
    // Keys of an assumed role are others in each invocation, and count together.
    const [, key = ''] = (perKey ? /Credential=([^,]+)/.exec(authorization) : null) ?? [];
    const bucket = buckets.get(key) ?? { tokens: burst, last: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.last) * permittedPerSecond) / 1_000);
    bucket.last = now;
    buckets.set(key, bucket);
    return bucket;
  };
  const server = createServer((incoming, outgoing) => {
    const bucket = bucketOf(incoming);
    if (bucket.tokens < 1 || service === null) {
      counts.refused += 1;
      const waitMs = String(Math.ceil(((1 - bucket.tokens) * 1_000) / permittedPerSecond));
      outgoing.writeHead(400, { 'content-type': 'application/json', 'x-acs-retry-after': waitMs });
      outgoing.end(JSON.stringify({ code: 'Throttling.User', message: 'flow control', requestId: 'gate' }));
      incoming.resume();
      return;
    }
    bucket.tokens -= 1;
    counts.passed += 1;
    const { method, url, headers } = incoming;
    const target = { host: service.hostname, port: service.port, method, path: url, headers };
    const onward = forward(target, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    counts,
    leadTo: (url) => {
      service = url;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
