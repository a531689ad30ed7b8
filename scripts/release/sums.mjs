import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFacts, revision } from './build-facts.mjs';
import { filesUnder, sha256 } from './files.mjs';
import { nodeVersion, pnpmVersion } from './platforms.mjs';
import { provenance } from './provenance.mjs';

const statement = 'provenance.intoto.json';
const list = 'SHA256SUMS';

/** Writes the provenance statement and the checksums of a folder's current files; returns the checksums. */
export function writeSums(release, homepage) {
  for (const name of [statement, list]) rmSync(join(release, name), { force: true });
  const sums = filesUnder(release).map((name) => ({ name, sha256: sha256(join(release, name)) }));
  const { date } = buildFacts();
  writeFileSync(
    join(release, statement),
    provenance({ sums, commit: revision(), date, homepage, node: nodeVersion, pnpm: pnpmVersion }),
  );
  const all = [...sums, { name: statement, sha256: sha256(join(release, statement)) }];
  const text = all.map(({ name, sha256: sum }) => `${sum}  ${name}\n`).join('');
  writeFileSync(join(release, list), text);
  return text;
}
