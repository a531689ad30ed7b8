import { setTimeout as sleep } from 'node:timers/promises';
import { ReadStream } from 'node:tty';

/** What waits in the terminal is read within a turn or two. */
const waitingMs = 20;

/**
 * Reads away what was typed so far: keys that were pressed before there was a screen would act on what nobody has seen.
 * Without a terminal nothing is read.
 */
export async function dropTypedAhead(stdin: NodeJS.ReadableStream): Promise<void> {
  if (!(stdin instanceof ReadStream)) return;
  // Else the terminal keeps what no Enter ends yet.
  stdin.setRawMode(true);
  await readAway(stdin, sleep(waitingMs));
}

/** Reads until then, and hands each chunk to `heard`. */
export async function readAway(
  stdin: NodeJS.ReadableStream,
  until: Promise<unknown>,
  heard: (chunk: Buffer | string) => void = () => undefined,
): Promise<void> {
  stdin.on('data', heard);
  await until;
  stdin.off('data', heard).pause();
}
