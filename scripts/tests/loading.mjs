// Loaded first by AVA in the process of each test file. There are hundreds of these processes, and without this a fifth
// of the processor time of a run goes into finding and loading the same modules in each.
import { readFileSync } from 'node:fs';
import { registerHooks, SourceMap, setSourceMapsSupport } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// Node would read the map of each module that it loads, where a stack of calls is told of one test in a thousand.
setSourceMapsSupport(false);
const maps = new Map();
Error.prepareStackTrace = (error, frames) =>
  [error instanceof Error ? error : 'Error', ...frames.map(placed)].join('\n    at ');

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

/** A frame of a stack, in the source. */
function placed(frame) {
  const url = frame.getFileName() ?? '';
  const map = isOurs(url) ? mapOf(fileURLToPath(url)) : null;
  const origin = map?.findOrigin(frame.getLineNumber(), frame.getColumnNumber());
  if (origin?.lineNumber === undefined) return String(frame);
  const { fileName, lineNumber, columnNumber } = origin;
  const place = `${resolve(dirname(fileURLToPath(url)), fileName)}:${lineNumber}:${columnNumber}`;
  return String(frame).replace(/file:.*?:\d+:\d+/, place);
}

/** Null of a module without one. */
function mapOf(file) {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file) {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return null;
  }
}
