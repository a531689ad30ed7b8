import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { masked } from '../terminal/mask.js';
import { drawAll } from './draw.js';
import { svgText } from './svg.js';

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

/** The text of a picture, except dates, ports and bars. It is the same in every skin, so one is enough. */
function words(svg: string): string {
  return masked(svgText(svg).replace(/[\s▁-█▏]+/g, ' '), [
    [/in \d+ (?:h|min|s)\b|\b\d+ s ago(?= ·)/g, '<a while>'],
    // How much of the verdict has room depends on the digits of its milliseconds.
    [/(?<=answers as \S+ in )(?:… · 6 shows the rest|\S+ · \S+ ms)/g, '…'],
  ]);
}

test('every picture of the documents shows the program as it is', async (t) => {
  for (const [name, svg] of await drawAll(['dark'])) {
    const kept = await readFile(`${folder}${name}.svg`, 'utf8').catch(() => '');
    t.is(words(kept), words(svg), `${name} is stale; draw it anew: node test/dist/pictures/main.js`);
  }
});
