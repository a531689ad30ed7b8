// What of the cloud's own clients no bundle needs.

/**
 * The client of ACK is `openapi-core`'s with a thousand models around it, a megabyte that takes 100 ms to evaluate.
 * We call it below the models, so they stay out: what is loaded in their place is their own base class.
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
 * OSS's client would turn answers in the old encodings of China, Japan and Korea into text. OSS answers in UTF-8:
 * the tables of the others, half a megabyte, stay out.
 */
export const withoutTables = {
  name: 'iconv-lite-without-tables',
  setup({ onLoad }) {
    const tables = /iconv-lite[\\/]encodings[\\/](dbcs-data|sbcs-data-generated)\.js$/;
    onLoad({ filter: tables }, () => ({ contents: 'module.exports = {};' }));
  },
};
