import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'single' });

/** Loaded before the program: a failing file system, for the caches only. */
function withRename(behaviour: string): Readonly<Record<string, string>> {
  const module = `import fs from 'node:fs/promises';import {syncBuiltinESMExports} from 'node:module';const {rename}=fs;fs.rename=(from,to)=>/(endpoints|fleet).[^.]*.json$/.test(to)?${behaviour}:rename(from,to);syncBuiltinESMExports()`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}

const full = withRename(`Promise.reject(Object.assign(new Error('full'),{code:'ENOSPC'}))`);
const hanging = withRename('new Promise(()=>setInterval(()=>{},1e6))');

test('a cache on a full disk is reported once, and does not prevent quitting', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: full });
  await terminal.seeFleet();
  await terminal.see('cannot be kept in');
  await terminal.press('q');
  t.is(await terminal.exit(), 0);
});

test('a cache folder that cannot be created is reported once, and does not prevent quitting', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-no-state-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'file'), '');
  const environment = { XDG_STATE_HOME: join(folder, 'file') };
  await using terminal = await openTerminal({ cloud, environment });
  await terminal.seeFleet();
  await terminal.see('cannot be kept in');
  await terminal.press('ctrl-c');
  t.is(await terminal.exit(), 0);
});

test('a cache on a hanging file server does not prevent quitting', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: hanging });
  await terminal.seeFleet();
  await terminal.press('q');
  t.is(await terminal.exit(), 0);
});
