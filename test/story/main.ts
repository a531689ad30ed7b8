import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import { openTerminal } from '../terminal/driver.js';
import { incident, record } from './recording.js';

// Prints the full screen as text, after the given keys and words, on the embedded cloud of a scenario.
//   story [--scenario fleet] [--size 110x30] [--lang en] [STEP…]
//   story --record docs/recordings/incident.cast
// The second records a leaked kubeconfig in a shell, from the first look to the new one, as asciinema plays it.
// A step is a key (`3`, `down`, `enter`, `ctrl-r`), or `=` followed by text to type: story 1 / =prod enter d
const { values: options, positionals: steps } = parseArgs({
  allowPositionals: true,
  options: {
    scenario: { type: 'string', default: 'fleet' },
    size: { type: 'string', default: '110x30' },
    lang: { type: 'string', default: 'en' },
    record: { type: 'string' },
  },
});
if (options.record !== undefined) {
  await writeFile(options.record, await record(incident, 'ackring: a kubeconfig has leaked'));
  process.exit(0);
}
const [, columns, rows] = /^(\d+)x(\d+)$/.exec(options.size) ?? [];
if (columns === undefined || rows === undefined) {
  console.error(`--size is COLUMNSxROWS, such as 110x30, not ${options.size}`);
  process.exit(2);
}

await using cloud = await startEmulator({ scenario: options.scenario });
await using terminal = await openTerminal({
  cloud,
  args: ['--lang', options.lang],
  columns: Number(columns),
  rows: Number(rows),
});
await terminal.settled();
for (const step of steps) {
  if (step.startsWith('=')) await terminal.type(step.slice(1));
  else await terminal.press(step);
  await terminal.settled();
}
console.log(terminal.screen());
