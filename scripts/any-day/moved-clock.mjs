// Loaded by every Node of a run on another day. libfaketime moves the clock of a process, including OpenSSL's; this
// also moves it for children with a new environment, and for file times.
import { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const names = (process.env.MOVED_CLOCK ?? '').split(',');
const shiftMs = Number(process.env.FAKETIME) * 1000;

const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function spawnMoved(options) {
  return spawn.call(this, { ...options, envPairs: withMove(options.envPairs ?? []) });
};

function withMove(pairs) {
  const given = new Set(pairs.map((pair) => pair.slice(0, pair.indexOf('='))));
  const missing = names.filter((name) => !given.has(name) && process.env[name] !== undefined);
  return [...pairs, ...missing.map((name) => `${name}=${process.env[name]}`)];
}

// libuv uses statx, which libfaketime does not intercept: a lock just taken would be months old.
for (const name of ['stat', 'lstat']) {
  const [later, atOnce] = [fs.promises[name], fs[`${name}Sync`]];
  fs.promises[name] = async (...given) => moved(await later(...given));
  // Node has its own functions on this one.
  fs[`${name}Sync`] = Object.assign((...given) => moved(atOnce(...given)), atOnce);
}
const { utimes } = fs.promises;
fs.promises.utimes = (path, ...times) => utimes(path, ...times.map(asOnDisk));
syncBuiltinESMExports();

function moved(stats) {
  if (typeof stats?.mtimeMs !== 'number') return stats;
  stats.mtimeMs += shiftMs;
  stats.mtime = new Date(stats.mtimeMs);
  return stats;
}

/** Seconds or a Date, as utimes takes them. */
function asOnDisk(time) {
  return Number(time) / (time instanceof Date ? 1000 : 1) - shiftMs / 1000;
}
