import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';

const busy =
  'let sum = 0; for (let round = 0; round < 3_000; round += 1) for (let at = 0; at < 3_000; at += 1) sum += at ^ round;';
const options = new URL('v8-options.js', import.meta.url);

for (const flags of [[], ['--jitless']]) {
  test(`what switched the compilers off switches them on, with ${flags.join(' ') || 'no option'} of V8`, async (t) => {
    const source = `import { withoutOptimizing } from '${options}'; withoutOptimizing()(); ${busy} console.log(sum);`;
    const run = promisify(execFile)(process.execPath, [...flags, '--input-type=module', '--eval', source]);
    t.regex((await run).stdout, /^\d+\n$/);
  });
}
