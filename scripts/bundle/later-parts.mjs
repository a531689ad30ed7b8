// Libraries that a start does without, half of the function's code: in a file beside the first, which Node need not
// even read before something of it is asked for.

const names = [
  'ali-oss',
  'lodash',
  'moment',
  'xml2js',
  'ws',
  'https-proxy-agent',
  'http-proxy-agent',
  'socks-proxy-agent',
];

/** The plugin takes the libraries out of a bundle; `contents` is then the source of the file that has them. */
export function laterParts(file) {
  const found = new Map();
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
              throw new Error(`the function has two versions of ${path}`);
            found.set(path, place);
            return { path, namespace: 'later' };
          },
        );
        onResolve({ filter: /.*/, namespace: 'later' }, () => ({ path: file, external: true }));
        onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
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
