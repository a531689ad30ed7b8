/** A path with the home folder as `~`; one that begins like that itself is in the current folder. */
export function homePath(path: string, home: string): string {
  if (path.startsWith('~')) return `./${path}`;
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
