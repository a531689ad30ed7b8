// The parts of the cloud's own clients that no bundle needs, or not at its start.
import { readFile } from 'node:fs/promises';
import { patched } from './patched.mjs';

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

/**
 * Their logs would hold whole requests, with keys: the program never lets DEBUG reach them (`machine/processes`), and
 * the library that asks for it takes a millisecond to load.
 */
export const withoutLogs = {
  name: 'clients-without-logs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: 'without-logs' }));
    onLoad({ filter: /.*/, namespace: 'without-logs' }, () => ({
      contents: 'module.exports = () => Object.assign(() => undefined, { enabled: false });',
    }));
  },
};

/**
 * Packages that the clients ask for and that are in no bundle: what is asked for and not there is looked for in every
 * folder above the program, which may be anybody's. `axios` is of a version with known holes, for uploads of code that
 * we never make; the rest they do without.
 */
const leftOut = ['axios', 'bufferutil', 'utf-8-validate', 'proxy-agent'];

export const withoutOthers = {
  name: 'clients-without-others',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${leftOut.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'without-others',
    }));
    onLoad({ filter: /.*/, namespace: 'without-others' }, ({ path }) => ({
      contents:
        path === 'axios'
          ? 'module.exports = {};'
          : `throw Object.assign(new Error('${path} is left out'), { code: 'MODULE_NOT_FOUND' });`,
    }));
  },
};

/** What the clients load at their top and most runs never use, by the file that loads it. */
const unusedAtStart = [
  {
    // lodash for one merge, and libraries for dates, XML, WebSockets and SOCKS: 15 ms.
    file: /@darabonba[\\/]typescript[\\/]dist[\\/]\w+\.js$/,
    packages: ['lodash', 'moment', 'xml2js', 'ws', '[\\w-]+-proxy-agent', 'https', 'util'],
  },
  // TLS, 14 ms of Node's own: an endpoint without it, as the embedded cloud's, needs none.
  { file: /@alicloud[\\/]tea-typescript[\\/]dist[\\/]tea\.js$/, packages: ['https'] },
  {
    file: /[\\/]httpx[\\/]lib[\\/]index\.js$/,
    packages: ['https', 'zlib'],
    edits: [
      ['const httpsAgent = ', 'let made; const httpsAgent = () => made ??= '],
      ['isHttps ? httpsAgent', 'isHttps ? httpsAgent()'],
    ],
  },
  // Twenty sources of credentials, of which an access key in the environment needs none.
  {
    file: /@alicloud[\\/]openapi-core[\\/]dist[\\/](client|utils)\.js$/,
    packages: ['@alicloud/credentials', '@alicloud/gateway-spi'],
  },
];

/** Each of them is evaluated when something of it is asked for. */
export const dependenciesOnUse = {
  name: 'client-dependencies-on-use',
  setup({ onLoad }) {
    for (const { file, packages, edits = [] } of unusedAtStart) {
      const names = packages.join('|');
      const load = new RegExp(
        `^(?:var|const) ([\\w$]+) = ((?:\\w+\\()?require\\(['"](?:${names})['"]\\)\\)?)(?=[,;])`,
        'gm',
      );
      onLoad({ filter: file }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        // A copy of a builtin's names would load what is behind each: workers and debuggers for `util`.
        const loaded = source
          .replace(/__importStar\((require\("(?:https|util)"\))\)/g, '$1')
          .replace(load, 'var $1 = onUse(function () { return $2; })');
        if (loaded === source) return { contents: source, loader: 'js' };
        return { contents: patched(path, loaded, edits) + onUse, loader: 'js' };
      });
    }
  },
};

const onUse = `
function onUse(load) {
  var made;
  return new Proxy({}, { get: function (_, name) { return (made = made || load())[name]; } });
}
`;
