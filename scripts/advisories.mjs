// Holds what is published against the advisories of pnpm's source, by the lock file: `node scripts/advisories.mjs`.
// Findings that were looked at stand in docs/releasing.md, with why they stay; a row there that nothing needs any more is
// an error too.
// Exit code 3: the source cannot be reached, and what was looked at by hand counts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pnpmVersion } from './release/platforms.mjs';

const root = new URL('..', import.meta.url);
const lookedAt = [
  ...readFileSync(new URL('docs/releasing.md', root), 'utf8').matchAll(/^\| `([^`\s]+)@([^`\s]+)` +\|/gm),
].map(([, name, version]) => ({ name, version }));
const lock = readFileSync(new URL('pnpm-lock.yaml', root), 'utf8');

const past = lookedAt.filter(({ name, version }) => !isLocked(name, version));
const found = advisories();
const unknown = (found ?? []).filter(({ module_name: name }) => !lookedAt.some((each) => each.name === name));
for (const { name, version } of past)
  console.error(`docs/releasing.md: ${name}@${version} is no longer installed`);
for (const { module_name: name, severity, title, url } of unknown)
  console.error(
    `${name}: ${severity}: ${title} (${url}): look at it, and write down in docs/releasing.md what became of it`,
  );
if (found === null)
  console.error('advisories: the source cannot be reached from here; see docs/releasing.md');
else console.log(`advisories: ${found.length} found, ${unknown.length} of them not looked at`);
process.exitCode = past.length + unknown.length > 0 ? 1 : found === null ? 3 : 0;

function isLocked(name, version) {
  return lock.includes(`\n  ${name}@${version}:\n`) || lock.includes(`\n  '${name}@${version}':\n`);
}

/** Those of what is published; null if the source does not answer. */
function advisories() {
  const { stdout } = spawnSync('npx', ['-y', `pnpm@${pnpmVersion}`, 'audit', '--prod', '--json'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 1e8,
  });
  try {
    return Object.values(JSON.parse(stdout).advisories);
  } catch {
    return null;
  }
}
