import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The Node.js of the newest managed runtime, from node_modules: what the bundle is built for. */
export const node20 = join(
  dirname(createRequire(import.meta.url).resolve('node20/package.json')),
  'bin/node',
);

/** The folder that is deployed. */
export const codeFolder = join(import.meta.dirname, 'code');

export interface Invocation {
  readonly event: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: { readonly accessKeyId: string; readonly accessKeySecret: string };
  readonly timeoutSeconds?: number;
  /** What the function's clock shows; the machine's when left out. */
  readonly now?: Date;
}

export interface InvocationResult {
  readonly ok: boolean;
  /** What the handler answered, or its error's name and message. */
  readonly answer: unknown;
  readonly log: readonly string[];
}

/** Loads the bundle as Function Compute's nodejs20 does, initializes it and hands it one event. */
const bootstrap = `
const shiftMs = Number(process.argv[3]);
const Machine = Date;
globalThis.Date = class extends Machine {
  constructor(...given) { given.length === 0 ? super(Machine.now() + shiftMs) : super(...given); }
  static now() { return Machine.now() + shiftMs; }
};
const { handler, initialize } = require(process.argv[1] + '/index.js');
const { event, context } = JSON.parse(process.argv[2]);
const { writeSync } = require('node:fs');
const answer = (value) => writeSync(3, JSON.stringify(value));
initialize(context)
  .then(() => handler(Buffer.from(event), context))
  .then((result) => answer({ ok: true, answer: result }))
  .catch((error) => answer({ ok: false, answer: { name: error.name, message: error.message } }))
  .then(() => process.exit(0));
`;

/** Runs the bundled handler on Node 20 in a process of its own, with no other environment than the one given. */
export async function invokeOnNode20(invocation: Invocation): Promise<InvocationResult> {
  const context = {
    requestId: 'request-1',
    credentials: { ...invocation.credentials, securityToken: '' },
    function: {
      name: 'ackring-rotate',
      handler: 'index.handler',
      memory: 256,
      timeout: invocation.timeoutSeconds ?? 600,
    },
    region: 'ap-northeast-1',
    accountId: '1234567890123456',
  };
  const input = JSON.stringify({ event: invocation.event, context });
  const shiftMs = invocation.now === undefined ? 0 : invocation.now.getTime() - Date.now();
  const child = spawn(node20, ['-e', bootstrap, codeFolder, input, String(shiftMs)], {
    env: invocation.environment,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const answerPipe = child.stdio[3];
  if (child.stdout === null || !(answerPipe instanceof Readable)) throw new Error('no pipe for the answer');
  const [lines, answer] = await Promise.all([text(child.stdout), text(answerPipe), once(child, 'exit')]);
  return { ...parseAnswer(answer), log: lines.split('\n').filter((line) => line !== '') };
}

function parseAnswer(answer: string): Pick<InvocationResult, 'ok' | 'answer'> {
  const value: unknown = JSON.parse(answer);
  if (typeof value === 'object' && value !== null && 'ok' in value && 'answer' in value) {
    return { ok: value.ok === true, answer: value.answer };
  }
  throw new Error('the function gave no answer');
}
