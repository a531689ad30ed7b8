// Loaded before every Node program that a test starts, and before AVA's own workers.

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { guardChildren } from './children.js';
import { stayOnLoopback } from './loopback-only.js';
import { chooseOwnPorts } from './own-ports.js';
import { enterRun } from './test-run.js';

const run = enterRun(process.env);
if (run !== null) {
  chooseOwnPorts();
  stayOnLoopback();
  guardChildren();
  keepHome(run.home);
}

/** Without HOME the system would lead to the user's own. */
function keepHome(home: string): void {
  const { homedir, userInfo } = os;
  Object.assign(os, {
    homedir: () => (process.env['HOME'] === undefined ? home : homedir()),
    userInfo: (...given: Parameters<typeof userInfo>) => ({ ...userInfo(...given), homedir: home }),
  });
  syncBuiltinESMExports();
}
