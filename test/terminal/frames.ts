import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import type { ExecutionContext } from 'ava';
import type { Terminal } from './driver.js';
import { masked, type Place } from './mask.js';
import { originsOf } from './origins.js';

const folder = fileURLToPath(new URL('../../terminal/snapshots/', import.meta.url));

/** Only a failing test waits as long. */
const patienceMs = 30_000;

/**
 * Waits until the screen is the kept one, a readable text in `snapshots/`: what a test has seen of it may come before
 * the rest. With UPDATE_FRAMES=1 the screen is kept instead, once it has settled. What the cloud made is masked; `places` are for what else varies from run to run on this screen only.
 */
export async function expectFrame(
  t: ExecutionContext,
  { terminal, cloud }: { readonly terminal: Terminal; readonly cloud: Emulator },
  name: string,
  places: readonly Place[] = [],
): Promise<void> {
  const file = `${folder}${name}.txt`;
  const shown = async () => `${masked(terminal.screen(), await originsOf(cloud, terminal.home), places)}\n`;
  if (process.env['UPDATE_FRAMES'] === '1') {
    await terminal.settled();
    await mkdir(folder, { recursive: true });
    await writeFile(file, await shown());
  }
  const kept = await readFile(file, 'utf8');
  const begunAtMs = performance.now();
  const last = await until(async () => {
    const now = await shown();
    return now === kept || performance.now() - begunAtMs > patienceMs ? now : null;
  });
  t.is(last, kept, name);
}

/** No line is wider than the terminal, and none was lost to a frame taller than it. */
export function expectFits(t: ExecutionContext, terminal: Terminal): void {
  const { xterm } = terminal;
  const buffer = xterm.buffer.active;
  t.is(buffer.type, 'alternate');
  t.is(buffer.length, xterm.rows);
  const [first] = terminal.screen().split('\n');
  t.true(first?.trimStart().startsWith('ackring'), `the first line is the header, not "${first}"`);
}
