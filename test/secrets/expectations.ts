import type { ExecutionContext } from 'ava';
import type { KeptFile } from './kept-files.js';
import type { Marks } from './marks.js';
import type { Told } from './watched-cloud.js';

/** Nothing said, sent or logged contains a piece of a secret. */
export function showsNoSecret(t: ExecutionContext, marks: Marks, told: readonly Told[]): void {
  t.true(marks.names.length > 0 && told.length > 0);
  t.deepEqual(
    told.flatMap(({ where, text }) => marks.foundIn(text).map((name) => `${where}: ${name}`)),
    [],
  );
}

/** A file with a key is in a place meant for keys, 0600 in a folder 0700; returns their paths. */
export function keptOnlyIn(
  t: ExecutionContext,
  marks: Marks,
  { files, places }: { readonly files: readonly KeptFile[]; readonly places: readonly RegExp[] },
): readonly string[] {
  const holding = files.filter(({ text }) => marks.foundIn(text).length > 0);
  t.deepEqual(
    holding.filter(({ path }) => !places.some((place) => place.test(path))).map(describe),
    [],
    'no place for keys',
  );
  t.deepEqual(
    holding.filter(({ mode, folderMode }) => mode !== '600' || folderMode !== '700').map(describe),
    [],
    'others may read it',
  );
  return holding.map(({ path }) => path);

  function describe({ path, text, mode, folderMode }: KeptFile): string {
    return `${path} ${mode} in ${folderMode}: ${marks.foundIn(text).join(', ')}`;
  }
}
