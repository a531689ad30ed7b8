import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, type Terminal, temporaryHome } from './driver.js';

const cloud = await sharedCloud({ scenario: 'single' });

/** What the terminal was asked to put on the clipboard. */
function askedFor(terminal: Terminal): string | null {
  const [, base64] = /\x1b\]52;c;([^\x07]*)\x07/.exec(terminal.output()) ?? [];
  return base64 === undefined ? null : Buffer.from(base64, 'base64').toString();
}

/** A clipboard program that keeps its input. */
async function installClipboard(home: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(join(home, 'bin'));
  const path = join(home, 'bin', 'xclip');
  await writeFile(
    path,
    `#!/bin/sh\ncat >"${home}/clipboard.draft"; mv "${home}/clipboard.draft" "${home}/clipboard"\n`,
  );
  await chmod(path, 0o755);
  return { PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH']}`, DISPLAY: ':99' };
}

test('the selection is copied by the terminal itself, so that it works through SSH', async (t) => {
  await using folder = await temporaryHome();
  const environment = {
    ...(await installClipboard(folder.home)),
    SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22',
  };
  await using terminal = await openTerminal({ cloud, home: folder.home, environment });
  await terminal.see('1 cluster');
  await terminal.press('c');
  await terminal.see('asked the terminal to copy single');
  t.is(askedFor(terminal), 'single');
  await t.throwsAsync(readFile(join(folder.home, 'clipboard')), { code: 'ENOENT' });
});

test('if the screen is local, the machine’s clipboard program gets it as well', async (t) => {
  await using folder = await temporaryHome();
  const environment = await installClipboard(folder.home);
  await using terminal = await openTerminal({ cloud, home: folder.home, environment });
  await terminal.see('1 cluster');
  await terminal.press('c');
  await terminal.see('✓ copied single');
  t.truthy(askedFor(terminal));
  const clipboard = await until(() => readFile(join(folder.home, 'clipboard'), 'utf8').catch(() => ''));
  t.is(clipboard, 'single');
});

test('copied YAML contains no secret', async (t) => {
  await using folder = await temporaryHome();
  await using fetching = await openTerminal({ cloud, home: folder.home, args: ['get', 'single'] });
  t.is(await fetching.exit(), 0);
  await using terminal = await openTerminal({ cloud, home: folder.home, rows: 60 });
  await terminal.see('1 cluster');
  await terminal.press('2');
  await terminal.see('ack/ap-northeast-1/single');
  await terminal.press('y');
  await terminal.see('client-key-data: DATA+OMITTED');
  await terminal.press('c');
  await terminal.see(/asked the terminal to copy \d+ lines of ack\/ap-northeast-1\/single/);
  t.regex(askedFor(terminal) ?? '', /client-key-data: DATA\+OMITTED/);
});
