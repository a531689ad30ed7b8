/** The path's variables if the pattern matches it, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const variables: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{')) variables[part.slice(1, -1)] = decoded(actual);
    else if (part !== actual) return null;
  }
  return variables;
}

/** Invalid encoding is taken literally, and so names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
