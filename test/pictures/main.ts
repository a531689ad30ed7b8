import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { drawAll } from './draw.js';

// Draws the README's pictures from the real program: as SVG for the page, as PNG for places without SVG.

const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));

await mkdir(folder, { recursive: true });
for (const [name, svg] of await drawAll(['dark', 'light'])) {
  await writeFile(join(folder, `${name}.svg`), svg);
  console.log(`drew docs/pictures/${name}`);
  // What moves is no one picture.
  if (name.startsWith('journey.')) continue;
  const image = new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans Mono' } });
  await writeFile(join(folder, `${name}.png`), image.render().asPng());
}
