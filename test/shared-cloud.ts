import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';

/** One embedded cloud for the tests of a file, which calls this at its top. */
export async function sharedCloud(options: Parameters<typeof startEmulator>[0]): Promise<Emulator> {
  const cloud = await startEmulator(options);
  test.after.always(() => cloud.stop());
  return cloud;
}
