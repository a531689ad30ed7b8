// Libraries that a start does without, half of the code: in a file beside the first, which Node need not even read
// before something of it is asked for.

/** What the cloud's clients load when something of it is asked for. */
export const clientParts = [
  'ali-oss',
  'lodash',
  'moment',
  'xml2js',
  'ws',
  'https-proxy-agent',
  'http-proxy-agent',
  'socks-proxy-agent',
];

/**
 * The plugin takes the libraries of these names out of a bundle; `contents` is then the source of the CommonJS file
 * that has them, and `file` its path as the bundle's own files see it.
 */
export function laterParts(file, names) {
  const found = new Map();
  const namespace = `later ${file}`;
  return {
    plugin: {
      name: 'later-parts',
      setup({ onResolve, onLoad, resolve }) {
        onResolve(
          { filter: new RegExp(`^(${names.join('|')})$`) },
          async ({ path, pluginData, ...asked }) => {
            if (pluginData === 'found') return undefined;
            const { path: place } = await resolve(path, { ...asked, pluginData: 'found' });
            if ((found.get(path) ?? place) !== place)
              throw new Error(`the bundle has two versions of ${path}`);
            found.set(path, place);
            return { path, namespace };
          },
        );
        onResolve({ filter: /.*/, namespace }, () => ({ path: file, external: true }));
        onLoad({ filter: /.*/, namespace }, ({ path }) => ({
          contents: `module.exports = require(${JSON.stringify(file)})[${JSON.stringify(path)}];`,
        }));
      },
    },
    contents: () => {
      const parts = [...found].toSorted().map(([name, place]) => {
        const [key, source] = [name, place].map((text) => JSON.stringify(text));
        return `get ${key}() { return require(${source}); },`;
      });
      return `module.exports = { ${parts.join(' ')} };`;
    },
  };
}
