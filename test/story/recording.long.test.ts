import { readFile } from 'node:fs/promises';
import test from 'ava';
import { incident, record } from './recording.js';

const kept = new URL('../../../docs/recordings/incident.cast', import.meta.url);

const longestSeconds = 125;

/**
 * Names are drawn anew in each cloud, days pass, and machines differ; and whether the certificate before it ended in the
 * same minute is chance, by which a line is folded elsewhere.
 */
function masked(line: string): string {
  const unfolded = line.replaceAll(/\\r\\n +/g, ' ');
  const same = unfolded.replaceAll(/\(was certificate until [^)]*\)/g, '(another one)');
  return same.replaceAll(/\d[\d.]* (?:ms|s|min)\b/g, '# s').replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '#');
}

test('the recorded incident is what the program says today, in two minutes', async (t) => {
  t.timeout(600_000);
  const text = await readFile(kept, 'utf8');
  const anew = await record(incident, 'ackring: a kubeconfig has leaked');
  t.deepEqual(anew.split('\n').map(masked), text.split('\n').map(masked));
  const [header = '', ...events] = text.trimEnd().split('\n');
  t.like(JSON.parse(header), { version: 2, width: 100, height: 30 });
  const [lastAt] = JSON.parse(events.at(-1) ?? '');
  t.true(lastAt < longestSeconds, `${lastAt} s`);
  t.notRegex(text, /PRIVATE KEY|LS0t|\/tmp\/|\/home\//);
});
