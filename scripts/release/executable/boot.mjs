// The first code that a single executable runs. The package's files are assets of the executable; here they become
// modules again, at paths below the executable's own, which do not exist on disk: nothing is ever unpacked.
import module from 'node:module';
import sea from 'node:sea';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Without /proc it is what it was called by, a bare name.
const executable = pathToFileURL(process.execPath);
const root = `${executable.href}/`;
const entry = 'entry.cjs';
const names = new Set([entry, ...sea.getAssetKeys()]);

/** The asset for a URL; null for everything else, which Node finds itself. */
function assetOf(url) {
  const name = url.startsWith(root) ? url.slice(root.length) : null;
  return names.has(name) ? name : null;
}

module.registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.startsWith(root) && /^\.{1,2}\//.test(specifier);
    const url = isOurs ? new URL(specifier, context.parentURL).href : specifier;
    return assetOf(url) === null ? next(specifier, context) : { url, shortCircuit: true };
  },
  load(url, context, next) {
    const name = assetOf(url);
    if (name === null) return next(url, context);
    // The main script of an executable imports only Node's own modules; what it requires may import anything.
    if (name === entry)
      return { format: 'commonjs', shortCircuit: true, source: 'module.exports = (url) => import(url);' };
    const format = name.endsWith('.cjs') ? 'commonjs' : 'module';
    return { format, shortCircuit: true, source: new Uint8Array(sea.getRawAsset(name)) };
  },
});

const load = module.createRequire(executable)(root + entry);

// The embedded cloud runs a deployed function on its own Node, which is this executable.
const instance = `${root}dist/bundle/chunks/instance-process.js`;
const [, , flag = '', program] = process.argv;
if (program === fileURLToPath(instance)) {
  setFlagsFromString(flag);
  await load(instance);
} else await load(`${root}dist/ackring.js`);
