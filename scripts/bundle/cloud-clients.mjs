// The parts of the cloud's own clients that no bundle needs.

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
