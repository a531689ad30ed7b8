// Writes docs/reference from the program's own tables; with --check only says whether they agree, and fails if not.
// Needs what `tsc -b` makes.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandsPage } from './reference/commands.mjs';
import { errorsPage } from './reference/errors.mjs';
import { jsonPage } from './reference/json.mjs';
import { keysPage } from './reference/keys.mjs';
import { settingsPage } from './reference/settings.mjs';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const pages = {
  'commands.md': await commandsPage(),
  'errors.md': errorsPage(),
  'json.md': jsonPage(),
  'keys.md': keysPage(),
  'settings.md': settingsPage(),
};

if (process.argv.includes('--check')) check();
else for (const [name, text] of Object.entries(pages)) writeFileSync(`${folder}${name}`, text);

function check() {
  const stale = Object.keys(pages).filter((name) => written(name) !== pages[name]);
  if (stale.length === 0) return;
  console.error(`Out of date in docs/reference: ${stale.join(', ')}. Run \`node scripts/generate.mjs\`.`);
  process.exitCode = 1;
}

function written(name) {
  try {
    return readFileSync(`${folder}${name}`, 'utf8');
  } catch {
    return null;
  }
}
