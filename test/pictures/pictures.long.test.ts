import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { drawAll } from './draw.js';
import { wordsBeside } from './svg.js';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

test('every picture of the documents shows the program as it is', async (t) => {
  for (const [name, svg] of await drawAll(['dark'])) {
    const kept = await readFile(`${folder}${name}.svg`, 'utf8').catch(() => '');
    t.is(
      wordsBeside(kept),
      wordsBeside(svg),
      `${name} is stale; draw it anew: node test/dist/pictures/main.js`,
    );
  }
});
