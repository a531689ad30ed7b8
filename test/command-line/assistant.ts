import { createInterface } from 'node:readline';
import type { Ackring, RunOptions } from './run-ackring.js';

/** Speaks to `ackring mcp` line by line. */
export async function assistant(
  t: { teardown(undo: () => unknown): void },
  ackring: Ackring,
  { args = [], ...options }: RunOptions & { readonly args?: readonly string[] } = {},
) {
  const child = ackring.start(['mcp', ...args], options);
  t.teardown(() => child.kill());
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let id = 0;
  const ask = async (method: string, params: object): Promise<string> => {
    id += 1;
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return String((await answers.next()).value);
  };
  const clientInfo = { name: 'assistant', version: '1' };
  await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  const { result } = JSON.parse(await ask('tools/list', {}));
  const names = result.tools.map(({ name }: { readonly name: string }) => name) as readonly string[];
  return { names, call: (name: string, input: object) => ask('tools/call', { name, arguments: input }) };
}
