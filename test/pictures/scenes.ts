import { type Terminal, unasked } from '../terminal/driver.js';

/** One picture: the steps to what it shows. */
export interface Scene {
  readonly name: string;
  play(terminal: Terminal): Promise<void>;
}

/** The README's pictures, one of each screen. The caller already holds kubeconfigs of a few clusters. */
export const scenes: readonly Scene[] = [
  {
    name: 'clusters',
    play: async (terminal) => {
      await terminal.press('j', 'j');
      await terminal.see(/▌● prod-tokyo-api/);
      await terminal.see('v verify');
      await terminal.seeGone(unasked);
    },
  },
  {
    name: 'fetch',
    play: async (terminal) => {
      await terminal.type('/prod-frankfurt');
      await terminal.see('1 of 17');
      await terminal.press('enter', 'f');
      await terminal.see('current-context stays');
    },
  },
  {
    name: 'contexts',
    play: async (terminal) => {
      await terminal.press('2', 'ctrl-a', 'v');
      await terminal.see('· 1 does not');
    },
  },
  {
    name: 'passport',
    play: async (terminal) => {
      await terminal.press('2');
      await terminal.type('/tokyo-api');
      await terminal.press('enter', 'v');
      await terminal.see('answers as');
      await terminal.press('enter');
      await terminal.see('Holder');
    },
  },
  {
    name: 'expiry',
    play: async (terminal) => {
      await terminal.press('3');
      await terminal.see('7 identities in 16 clusters');
      await terminal.see('you: f or r');
    },
  },
  {
    name: 'access',
    play: async (terminal) => {
      await terminal.press('4');
      await terminal.see('7 identities in 16 clusters');
    },
  },
  {
    name: 'clean',
    play: async (terminal) => {
      await terminal.press('4');
      await terminal.see('7 identities in 16 clusters');
      await terminal.type('/tom');
      await terminal.press('enter', 'X');
      await terminal.see('need force');
    },
  },
  {
    name: 'rotation',
    play: async (terminal) => {
      await terminal.press('5');
      await terminal.see('plan:');
      await terminal.see('p plan again');
    },
  },
  {
    name: 'activity',
    play: async (terminal) => {
      await terminal.press('1');
      await terminal.type('/prod-frankfurt');
      await terminal.press('enter', 'f');
      await terminal.see('current-context stays');
      await terminal.press('enter');
      await terminal.see('answers as');
      await terminal.press('6');
      await terminal.see('✎');
    },
  },
  // The last: the function's run changes what the others show.
  {
    name: 'function',
    play: async (terminal) => {
      await terminal.press('5', 'tab');
      await terminal.see('Next run');
      await terminal.press('i', 'right', 'enter');
      await terminal.see('3 renewed, 2 delivered');
      await terminal.see('✓ Health');
      await terminal.see(/Last run .* 3 renewed/);
    },
  },
];
