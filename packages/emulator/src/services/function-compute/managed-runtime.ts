import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Dialogue, InstanceOptions, InstanceOrder, InstanceReport, Outcome } from './instance-order.js';

const program = fileURLToPath(new URL('./instance-process.js', import.meta.url));

/** The managed Node runtime: it loads the code's exports, on the function's own Node, and calls them. */
export function startHandlers(options: InstanceOptions): Dialogue {
  const child = spawn(options.nodeBinary, [`--max-old-space-size=${heapMb(options.memoryMb)}`, program], {
    cwd: options.code,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return { child, begun: beginOf(child), answer: (order) => answerTo(child, order) };
}

/** Half of the memory, as Node itself takes in a container of that size; the rest is for non-heap memory. */
function heapMb(memoryMb: number): number {
  return Math.floor(memoryMb / 2);
}

function answerTo(child: ChildProcess, order: InstanceOrder): Promise<Outcome> {
  return new Promise((resolve) => {
    const listen = (message: InstanceReport) => {
      if (message.kind !== 'result' && message.kind !== 'failure') return;
      child.off('message', listen);
      resolve(
        message.kind === 'result' ? { kind: 'result', body: Buffer.from(message.body, 'base64') } : message,
      );
    };
    child.on('message', listen);
    // A process that is gone receives nothing; its exit is then the outcome.
    child.send(order, () => undefined);
  });
}

function beginOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message: InstanceReport) => {
      if (message.kind === 'begun') resolve();
    });
  });
}
