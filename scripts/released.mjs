// After a release: moves its change notes into changes/released.txt, so that the next changelog lists them as earlier
// ones.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFacts } from './release/build-facts.mjs';
import { changelog } from './release/changelog.mjs';

const folder = fileURLToPath(new URL('../changes', import.meta.url));
const { version, date } = buildFacts();
const text = changelog({ folder, version, date });
writeFileSync(join(folder, 'released.txt'), text.replace('# Changelog\n\n', ''));
for (const name of readdirSync(folder)) {
  if (name.endsWith('.md') && name !== 'README.md') rmSync(join(folder, name));
}
