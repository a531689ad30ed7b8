// After a release: moves the change notes that its tag has (the latest, or the one named) into changes/released.txt, so
// that the next changelog lists them as earlier ones. Notes that came after the tag stay.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changelog } from './release/changelog.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tag = process.argv[2] ?? git('describe', '--tags', '--abbrev=0', '--match', 'v*').trim();
const version = tag.replace(/^v/, '');
const date = new Date(git('log', '-1', '--format=%cI', tag).trim()).toISOString();

const past = join(root, 'changes/released.txt');
if (existsSync(past) && readFileSync(past, 'utf8').startsWith(`## ${version},`)) {
  console.error(`${version} is in changes/released.txt already`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'ackring-released-'));
const paths = git('ls-tree', '-r', '--name-only', tag, 'changes').split('\n').filter(Boolean);
for (const path of paths) writeFileSync(join(folder, basename(path)), git('show', `${tag}:${path}`));
const text = changelog({ folder, version, date });
rmSync(folder, { recursive: true });
writeFileSync(past, text.replace('# Changelog\n\n', ''));
for (const path of paths) {
  if (path.endsWith('.md') && basename(path) !== 'README.md') rmSync(join(root, path), { force: true });
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}
