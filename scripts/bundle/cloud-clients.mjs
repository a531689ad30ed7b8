// The parts of the cloud's own clients that no bundle needs, or not at its start.
import { readFile } from 'node:fs/promises';

/**
 * The ACK client is `openapi-core`'s with a thousand models around it, a megabyte that takes 100 ms to evaluate. We
 * call it below the models, so they are left out: their own base class is loaded instead.
 */
export const withoutModels = {
  name: 'cs20151215-without-models',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@alicloud\/cs20151215$/ }, ({ resolveDir }) => ({
      path: 'cs20151215',
      namespace: 'without-models',
      pluginData: { resolveDir },
    }));
    onLoad({ filter: /.*/, namespace: 'without-models' }, ({ pluginData }) => ({
      contents: "exports.default = require('@alicloud/openapi-core').default;",
      resolveDir: pluginData.resolveDir,
    }));
  },
};

/**
 * OSS's client would decode the legacy encodings of China, Japan and Korea. OSS answers in UTF-8: the other tables,
 * half a megabyte, are left out.
 */
export const withoutTables = {
  name: 'iconv-lite-without-tables',
  setup({ onLoad }) {
    const tables = /iconv-lite[\\/]encodings[\\/](dbcs-data|sbcs-data-generated)\.js$/;
    onLoad({ filter: tables }, () => ({ contents: 'module.exports = {};' }));
  },
};

const dependency = /^var (\w+) = (.*\brequire\("(?:lodash|moment|xml2js|ws|[\w-]+-proxy-agent)"\).*);$/gm;

/**
 * The clients' common ground would evaluate lodash for one merge, and libraries for dates, XML, WebSockets and SOCKS
 * that our calls never use: 15 ms. Each is evaluated when something of it is asked for.
 */
export const dependenciesOnUse = {
  name: 'darabonba-dependencies-on-use',
  setup({ onLoad }) {
    onLoad({ filter: /@darabonba[\\/]typescript[\\/]dist[\\/]\w+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        dependency,
        (_, name, load) => `var ${name} = onUse(function () { return ${load}; });`,
      );
      return { contents: contents === source ? source : contents + onUse, loader: 'js' };
    });
  },
};

const onUse = `
function onUse(load) {
  var made;
  return new Proxy({}, { get: function (_, name) { return (made = made || load())[name]; } });
}
`;
