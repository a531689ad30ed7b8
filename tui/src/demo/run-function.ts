import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AckringError } from '@ackring/core/errors';
import type { DemoWorld } from './world.js';

// In a package: as seen from the bundle's chunks. In the workspace: likewise, and from the compiled sources.
const places = [
  '../../../function/code',
  '../../../../functions/rotate/dist/code',
  '../../../functions/rotate/dist/code',
];

/** The rotating function as it is deployed: one bundled file. */
async function findFunction(): Promise<string> {
  for (const place of places) {
    const file = join(import.meta.dirname, place, 'index.js');
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new AckringError('FileNotFound', 'the bundled function is not beside this program', {
    remedy: 'Build it with `pnpm build`.',
  });
}

// What Function Compute does with an event: load the file, call the handler with bytes and a context.
const runtime = `
const { handler } = require(process.argv[1]);
const { event, context } = JSON.parse(process.env.DEMO_EVENT);
delete process.env.DEMO_EVENT;
handler(Buffer.from(event), context).then(() => process.exit(0), () => process.exit(1));
`;

/** Sends the function its timer's event, in a process of its own; gives the lines of its log. */
export async function runFunction(
  { environment, emulator }: DemoWorld,
  configuration: string,
): Promise<readonly string[]> {
  const event = { triggerTime: new Date().toISOString(), triggerName: 'daily', payload: '{}' };
  const context = {
    requestId: 'demo',
    credentials: {
      accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'],
      accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
    },
    function: { name: 'ackring-rotate', memory: 256, timeout: 600 },
    region: 'ap-northeast-1',
    accountId: emulator.accountId,
  };
  const child = spawn(process.execPath, ['--no-deprecation', '-e', runtime, await findFunction()], {
    env: {
      ...environment,
      ACKRING_ROTATION: configuration,
      DEMO_EVENT: JSON.stringify({ event: JSON.stringify(event), context }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trimEnd().split('\n');
}
