import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

test('no other folder makes a claim', async (t) => {
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('claims/'),
  );
  t.true(files.length > 300);
  const makers: string[] = [];
  for (const file of files) {
    const text = await readFile(join(source, file), 'utf8');
    // Types may be named anywhere.
    if (/^import (?!type ).*claims\/claim\.js'/m.test(text)) makers.push(file);
  }
  t.deepEqual(makers, []);
});
