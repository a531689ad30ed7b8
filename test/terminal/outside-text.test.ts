import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { openTerminal, type Terminal } from './driver.js';
import { expectFits } from './frames.js';

const wide = ['生产-东京-接口', '本番クラスター', '프로덕션', 'e\u0301tude'];
const hostile = '\x1b[31mred\x1b[2J\u202etxt\u200b';

let cloud: Emulator;
test.before(async () => {
  cloud = await startEmulator({
    scenario: {
      clusters: [...wide, 'plain'].map((name) => ({ name, holders: { ops: {} } })),
    },
  });
  const record = cloud.world.clusters.named('plain');
  if (record !== undefined) record.name = hostile;
});
test.after.always(() => cloud?.stop());

/** The column of this text in each line of the screen that contains it. */
function columnsOf({ xterm }: Terminal, text: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (let row = 0; row < xterm.rows; row++) {
    const line = xterm.buffer.active.getLine(row);
    for (let column = 0; column < xterm.cols; column++) {
      if (line?.translateToString(true, column).startsWith(text)) found.add(column);
    }
  }
  return found;
}

test('wide and composed characters keep the columns aligned', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see('5 clusters');
  await terminal.seeFleet();
  for (const name of wide) t.true(terminal.screen().includes(name), name);
  t.is(columnsOf(terminal, 'ap-northeast-1').size, 1);
  t.is(columnsOf(terminal, 'pub prv').size, 1);
  terminal.resize(60, 15);
  await terminal.until((screen) => screen.split('\n').length === 15, 'the small screen');
  t.is(columnsOf(terminal, 'ap-northeast-1').size, 1);
  expectFits(t, terminal);
  terminal.resize(110, 30);
  await terminal.type('/东京');
  await terminal.see('1 of 5 match "东京"');
  await terminal.press('enter', 'f', 'enter');
  await terminal.see(/ack\/ap-northeast-1\/生产-东京-接口 answers as/);
});

test('names from the cloud can neither move the cursor, nor colour the screen, nor reverse the text', async (t) => {
  await using terminal = await openTerminal({ cloud, columns: 220 });
  await terminal.see('5 clusters');
  await terminal.see('\\x1b[31mred\\x1b[2J\\u{202e}');
  await terminal.type('/red');
  await terminal.press('enter', 'f');
  await terminal.see(/Fetch a kubeconfig · \\x1b\[31mred/);
  await terminal.press('enter');
  await terminal.see(/answers as/);
  await terminal.press('6');
  await terminal.see(/temporary kubeconfig of \\x1b\[31mred/);
  await terminal.press('2', 'y');
  await terminal.see('apiVersion');
  t.false(terminal.output().includes('\x1b[31mred'));
  t.false(terminal.output().includes('\u202e'));
});

test('text from a kubeconfig can neither move the cursor nor colour the screen', async (t) => {
  await using terminal = await openTerminal({ cloud, environment: { KUBECONFIG: '' } });
  await mkdir(join(terminal.home, '.kube'), { recursive: true });
  const text = '\\e[2J\\e[31mgone\\u202etxt';
  await writeFile(
    join(terminal.home, '.kube', 'config'),
    `apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts:\n- name: "${text}"\n  context: {cluster: none, user: none}\n`,
  );
  await terminal.see('5 clusters');
  await terminal.press('ctrl-r', '2');
  await terminal.see('\\x1b[2J\\x1b[31mgone\\u{202e}txt');
  await terminal.press('enter');
  await terminal.see('cluster "none" is in no file');
  t.false(terminal.output().includes('\x1b[31mgone'));
});
