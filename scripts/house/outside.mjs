import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const core = 'packages/core/src/';
/** What touches the world behind ports. */
const arms = [`${core}machine/`, `${core}cloud/`];

/** Files that reach outside by themselves, and why that is right. */
const allowed = new Map([
  [`${core}rotation/sinks/file.ts`, 'a sink is its own way outside, as KMS and OSS are'],
  [
    `${core}sessions/session/session-folder.ts`,
    'a key goes at the exit of the process, when nothing can be awaited',
  ],
  [`${core}sessions/read-only/proxy.ts`, 'it is a server'],
  [`${core}sessions/read-only/upstream.ts`, 'the other side of that server'],
  [`${core}serving/serve.ts`, 'it is a server'],
]);

/**
 * Who opens a port. Each judges whom it answers: by `Host`, by `Origin`, by a token. A custom runtime's server stands in an
 * instance of Function Compute, which nobody else reaches.
 */
const listening = new Set([
  'functions/rotate/src/server.ts',
  'packages/emulator/src/http/listener.ts',
  `${core}sessions/read-only/proxy.ts`,
  `${core}serving/serve.ts`,
]);

const modules = ['fs', 'child_process', 'net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns', 'os'];
const importing = new RegExp(
  String.raw`import\s+(type\s)?([^;']*?)\sfrom\s+'node:(${modules.join('|')})(?:/promises)?'|\bimport\('node:(${modules.join('|')})`,
  'g',
);
/** Pure functions, whatever module they come from. */
const harmless = /^(?:type .*|isIP|isIPv4|isIPv6)$/;
const clock = /\bnew Date\(\)|\bDate\.now\(\)/;
const ownProcess = /\bprocess\.(?!versions\b)\w/;

/**
 * Files of core that take files, processes, the network, their own process or the clock by themselves, other than
 * through `machine/` and `cloud/`; and exceptions that no longer are any.
 */
export function reachingOutside(root, files) {
  const own = files.filter(({ path }) => path.startsWith(core) && !arms.some((arm) => path.startsWith(arm)));
  const reaching = own.flatMap(({ path }) => {
    const ways = waysOutside(readFileSync(join(root, path), 'utf8'));
    return ways.length === 0 ? [] : [{ path, ways }];
  });
  const paths = new Set(reaching.map(({ path }) => path));
  return [
    ...reaching
      .filter(({ path }) => !allowed.has(path))
      .map(({ path, ways }) => `${path} reaches outside (${ways.join(', ')}): let machine/ do it`),
    ...[...allowed.keys()]
      .filter((path) => !paths.has(path))
      .map((path) => `${path} no longer reaches outside: take it off the list in scripts/house/outside.mjs`),
  ];
}

/** Product files that open a port by themselves: a door that nobody guards. */
export function openingDoors(root, files) {
  const shipped = files.filter(
    ({ path }) => !path.startsWith('test/') && !path.startsWith('packages/testkit/'),
  );
  return shipped
    .filter(({ path }) => !listening.has(path) && /\.listen\(/.test(readFileSync(join(root, path), 'utf8')))
    .map(({ path }) => `${path} opens a port: let one of ${[...listening].join(', ')} do it`);
}

function waysOutside(source) {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const imported = [...text.matchAll(importing)].flatMap(([, type, clause = '', from, lazy]) => {
    const names = clause.replace(/[{}]/g, ' ').split(',');
    const isHarmless = names.every((name) => name.trim() === '' || harmless.test(name.trim()));
    if (lazy !== undefined) return [`node:${lazy}`];
    return type !== undefined || isHarmless ? [] : [`node:${from}`];
  });
  return [
    ...new Set([
      ...imported,
      ...(clock.test(text) ? ['its own clock'] : []),
      ...(ownProcess.test(text) ? ['its process'] : []),
    ]),
  ];
}
