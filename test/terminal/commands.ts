import type { Emulator } from '@ackring/emulator/start';
import { openTerminal } from './driver.js';

/** The output of the same user's command in a terminal of its own, and its exit code. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** Runs a command beside the full screen: the same home, the same cloud, a real terminal. */
export async function runCommand(
  { cloud, home }: { readonly cloud: Emulator; readonly home: string },
  ...args: readonly string[]
): Promise<Said> {
  await using terminal = await openTerminal({ cloud, home, args, columns: 200, rows: 50 });
  const code = await terminal.exit();
  return { code, text: terminal.screen() };
}
