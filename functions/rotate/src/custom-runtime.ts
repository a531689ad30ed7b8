import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { RotateFunction } from './handler.js';
import type { FunctionContext } from './surroundings.js';

/**
 * What a custom runtime of Function Compute is: an HTTP server that is posted `/initialize` once and `/invoke` for each
 * event, with the context in headers, and answers 200, or 404 if the function failed ("Context and log format" of custom
 * runtimes, 2025). The managed runtimes end at Node 20; this one brings its own.
 */
export function createRuntimeServer({ handle, initialize }: RotateFunction): Server {
  const answers: Readonly<Record<string, (request: IncomingMessage) => Promise<unknown>>> = {
    '/initialize': () => initialize(),
    '/invoke': async (request) => handle(await bodyOf(request), contextOf(request.headers)),
  };
  // A run may take as long as the function's time, and its answer comes at its end.
  return createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
    const { url = '' } = request;
    const answer = Object.hasOwn(answers, url) ? answers[url] : undefined;
    const asked =
      request.method === 'POST' && answer !== undefined ? answer(request) : Promise.reject(unknown);
    asked.then(
      (value) => response.writeHead(200, { 'x-fc-status': '200' }).end(JSON.stringify(value ?? null)),
      (error) => response.writeHead(404, { 'x-fc-status': '404' }).end(JSON.stringify(failureOf(error))),
    );
  });
}

const unknown = new Error('this server has /initialize and /invoke alone');

/** As the managed runtime tells a failure; never its stack, which may quote what a message does not. */
function failureOf(thrown: unknown) {
  // What the handler throws is of the other file's class: told by its members.
  const { message = 'unknown', code = 'Error' }: { message?: unknown; code?: unknown } = Object(thrown);
  return { errorMessage: String(message), errorType: String(code) };
}

/** More than any event of ours: a part of a fleet is 128 KB at most. */
const mostBytes = 6 * 1_048_576;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    // Read to its end, or whoever posts it would be cut off and not answered.
    length += chunk.length;
    if (length <= mostBytes) chunks.push(chunk);
  }
  if (length > mostBytes) throw new Error('the event is too large');
  return Buffer.concat(chunks);
}

/** Seconds; of s.yaml, where the header is missing: what takes longer is finished by the next run. */
const usualTimeout = 600;

function contextOf(headers: IncomingHttpHeaders): FunctionContext {
  const at = (name: string): string => String(headers[`x-fc-${name}`] ?? '');
  const accessKeyId = at('access-key-id');
  const key = { accessKeyId, accessKeySecret: at('access-key-secret'), securityToken: at('security-token') };
  return {
    requestId: at('request-id'),
    ...(accessKeyId === '' ? {} : { credentials: key }),
    function: {
      name: at('function-name'),
      memory: Number(at('function-memory')),
      timeout: Number(at('function-timeout')) || usualTimeout,
    },
    service: { name: at('service-name'), qualifier: at('qualifier') },
    region: at('region'),
    accountId: at('account-id'),
  };
}
