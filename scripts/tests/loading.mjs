// Loaded first by AVA in the process of each test file. There are hundreds of these processes, and without this a fifth
// of the processor time of a run goes into finding and loading the same modules in each.
import { registerHooks, setSourceMapsSupport } from 'node:module';

// Nobody looks for a line of a package's source.
setSourceMapsSupport(true, { nodeModules: false });

const http = 'tests:http';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:http') return { url: http, format: 'module', shortCircuit: true };
    if (!isOurs(context.parentURL) || !/^\.\.?\/.*\.js$/.test(specifier)) return next(specifier, context);
    // The parent has been found with all links followed, and there are none between our own modules.
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  },
  load(url, context, next) {
    return url === http ? { format: 'module', source: httpSource(), shortCircuit: true } : next(url, context);
  },
});

function isOurs(url) {
  return url?.startsWith('file:') && !url.includes('/node_modules/');
}

/** An import of the real one makes whatever it exports, and so loads a client of web sockets for 30 ms. */
function httpSource() {
  const names = Object.keys(process.getBuiltinModule('node:http')).filter(
    (name) => !['WebSocket', 'CloseEvent', 'MessageEvent'].includes(name),
  );
  return `const http = process.getBuiltinModule('node:http');
export default http;
export const { ${names.join(', ')} } = http;`;
}
