import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kinds of change notes, in the order of the changelog. */
const kinds = {
  security: 'Security',
  breaking: 'Breaking',
  deprecated: 'Deprecated',
  added: 'Added',
  changed: 'Changed',
  fixed: 'Fixed',
};

/**
 * The changelog: unreleased changes under the version being made, followed by earlier ones. A note is a file
 * `changes/<kind>-<words>.md` with one or a few sentences for users. Throws for a note of an unknown kind, and for an
 * empty one.
 */
export function changelog({ folder, version, date }) {
  const notes = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => noteOf(folder, name));
  const released = join(folder, 'released.txt');
  const earlier = existsSync(released) ? readFileSync(released, 'utf8').trimEnd() : '';
  const title = `## ${version}${date === null ? '' : `, ${date.slice(0, 10)}`}`;
  const sections = Object.entries(kinds).flatMap(([kind, heading]) => {
    const own = notes.filter((note) => note.kind === kind);
    return own.length === 0 ? [] : [`### ${heading}\n\n${own.map(({ text }) => `- ${text}`).join('\n')}`];
  });
  const parts = ['# Changelog', title, ...(sections.length === 0 ? ['Nothing to tell.'] : sections), earlier];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function noteOf(folder, name) {
  const kind = /^([a-z]+)-[a-z0-9-]+\.md$/.exec(name)?.[1];
  if (kind === undefined || !Object.hasOwn(kinds, kind)) {
    throw new Error(
      `changes/${name}: call it <kind>-<words>.md, the kind one of ${Object.keys(kinds).join(', ')}`,
    );
  }
  const text = readFileSync(join(folder, name), 'utf8').trim().replaceAll('\n', '\n  ');
  if (text === '') throw new Error(`changes/${name} says nothing`);
  return { kind, text };
}
