// Writes docs/reference and the picture of docs/architecture.md from the program's own tables; with --check only compares them, and fails if they differ. Needs the output of `tsc -b`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keyReference } from '../tui/dist/key-reference.js';
import { housePicture } from './house/picture.mjs';
import { claimsPage } from './reference/claims.mjs';
import { clientsPart } from './reference/clients.mjs';
import { commandsPage, shownCommands } from './reference/commands.mjs';
import { dangersPage } from './reference/dangers.mjs';
import { operationsPage, operationsSummary } from './reference/emulator.mjs';
import { errorsPage } from './reference/errors.mjs';
import { jsonPage, jsonSchemaFile } from './reference/json.mjs';
import { manPage } from './reference/man-page.mjs';
import { notifiersPage, sinksPage } from './reference/plug-ins.mjs';
import { policiesPage } from './reference/policies.mjs';
import { settingsPage } from './reference/settings.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = {
  'docs/architecture.md': between(written('docs/architecture.md'), 'house', housePicture()),
  'docs/reference/ackring.1': `${manPage(await shownCommands())}\n`,
  'docs/reference/claims.md': claimsPage(),
  'docs/reference/commands.md': await commandsPage(),
  'docs/reference/dangers.md': dangersPage(),
  'docs/reference/embedded-cloud.md': operationsPage(),
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/json.md': jsonPage(),
  'docs/reference/json.schema.json': jsonSchemaFile(),
  'docs/reference/keys.md': keyReference(),
  'docs/reference/notifiers.md': notifiersPage(),
  'docs/reference/policies.md': policiesPage(),
  'docs/reference/settings.md': settingsPage(),
  'docs/reference/sinks.md': sinksPage(),
  'packages/emulator/README.md': between(
    between(written('packages/emulator/README.md'), 'operations', operationsSummary()),
    'clients',
    clientsPart(),
  ),
};

if (process.argv.includes('--check')) check();
else for (const [name, text] of Object.entries(pages)) writeFileSync(`${root}${name}`, text);

function check() {
  const stale = Object.keys(pages).filter((name) => written(name) !== pages[name]);
  if (stale.length === 0) return;
  console.error(`Out of date: ${stale.join(', ')}. Run \`node scripts/generate.mjs\`.`);
  process.exitCode = 1;
}

function written(name) {
  try {
    return readFileSync(`${root}${name}`, 'utf8');
  } catch {
    return null;
  }
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. */
function between(text, name, content) {
  const [before, rest] = text.split(`<!-- ${name} -->`);
  const [, after] = rest.split(`<!-- /${name} -->`);
  return `${before}<!-- ${name} -->\n\n${content}\n\n<!-- /${name} -->${after}`;
}
