import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { deployFunction } from 'ackring/features/demo/deploy';
import type { Terminal } from './driver.js';

/** The fleet's cloud with the rotation function in it. */
export async function deployedCloud(): Promise<Emulator> {
  const cloud = await startEmulator({ scenario: 'fleet' });
  await deployFunction({ emulator: cloud });
  return cloud;
}

/** The Rotation screen with the function's view open. */
export async function seeFunction(terminal: Terminal): Promise<void> {
  await terminal.press('5');
  // The plan is work too: what stops work later must find only the function's.
  await terminal.see(/plan: \d+ to renew/);
  await terminal.press('tab');
  await terminal.see('[Function]');
  await terminal.see('Next run');
}
