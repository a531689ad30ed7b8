/** A library's source with replacements. One that finds nothing to replace stops the build: the library has changed. */
export function patched(path, source, replacements) {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${path} no longer has: ${from}`);
    return text.replace(from, to);
  }, source);
}
