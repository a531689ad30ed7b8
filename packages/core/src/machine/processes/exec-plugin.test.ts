import test from 'ava';
import { startOf } from './exec-plugin.js';

const windows = { platform: 'win32', environment: { COMSPEC: 'C:\\Windows\\System32\\cmd.exe' } } as const;
const batch = 'C:\\Users\\An\\AppData\\Roaming\\npm\\ackring.cmd';

test('a program is started as it is', (t) => {
  const plugin = { command: '/usr/bin/tool', args: ['%PATH%', 'a&b'] };
  t.deepEqual(startOf(plugin, { platform: 'linux', environment: {} }), plugin);
  const program = { command: 'C:\\bin\\tool.exe', args: ['%PATH%', 'a&b'] };
  t.deepEqual(startOf(program, windows), program);
  t.deepEqual(startOf({ command: 'tool', args: [] }, windows), { command: 'tool', args: [] });
});

test('Windows starts a batch file by its command interpreter, with plain arguments', (t) => {
  t.deepEqual(startOf({ command: batch, args: ['exec-credential', '--region', 'cn-hangzhou'] }, windows), {
    command: 'C:\\Windows\\System32\\cmd.exe',
    args: ['/d', '/s', '/c', `""${batch}" exec-credential --region cn-hangzhou"`],
    settings: { windowsVerbatimArguments: true },
  });
});

for (const text of ['a&calc', '%PATH%', 'a"b', 'a b', 'a|b', '^', '>x', '!x!', 'a\nb', '']) {
  test(`${JSON.stringify(text)} is passed to no batch file`, (t) => {
    t.is(startOf({ command: 'C:\\bin\\tool.CMD', args: [text] }, windows), null);
    t.is(startOf({ command: `C:\\${text}&\\tool.bat`, args: [] }, windows), null);
  });
}
