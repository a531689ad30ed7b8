import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('test-process.mjs', import.meta.url));
/** How many of the nearest test files are tried: a change that none of these sees has no test near it. */
const nearest = 22;
/** Modules that were loaded for a change are never freed, nor the ports of what a test stopped given to anybody else. */
const most = { runs: 100, memory: 1.5e9 };
/** Nobody knows yet how long it takes. */
const slowest = 60_000;
/** A test hangs that takes longer with a change, in ms. */
const patience = (withoutMs) => 6_000 + 3 * withoutMs;
const everyMs = 250;

/** By the path of each test that was asked; null until it is asked again, or fails. */
const facts = new Map();

/**
 * Runs tests of core with a change in a process that is started again now and then. `anewFor` tells of a file which
 * ones are loaded anew when it is changed.
 */
export function createTestRuns(anewFor) {
  // Short: sockets are in it.
  const temporary = mkdtempSync(join(tmpdir(), 's-'));
  let own = null;
  return { isSeen, remove };

  function remove() {
    end();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Whether one of the tests fails, or hangs, with the change. */
  async function isSeen(change, tests) {
    for (const test of tests.slice(0, nearest)) {
      if (!mayExecute(test, change)) continue;
      const { failure } = await outcome({ test, change, anew: anewFor(change.file) });
      const isAskedAgain = facts.has(test);
      if (!isAskedAgain) facts.set(test, null);
      if (failure === null && !isAskedAgain) continue;
      const { isSound } = await factsOf(test);
      if (failure !== null && isSound) return true;
    }
    return false;
  }

  /** A test that fails without the change too sees nothing. Not known before it is asked for the second time. */
  function mayExecute(test, { file, from }) {
    const known = facts.get(test) ?? null;
    if (known === null) return true;
    const holes = known.isSound ? known.holes[file] : undefined;
    return holes !== undefined && !holes.some(([begins, ends]) => begins <= from && from < ends);
  }

  /** What a test does without any change. */
  async function factsOf(test) {
    const known = facts.get(test) ?? null;
    if (known !== null) return known;
    const { failure, holes, ms, cpuMs } = await outcome({ test, anew: null, isMeasured: true });
    if (failure !== null) console.error(`fails without any change, and is left out: ${test}: ${failure}`);
    facts.set(test, { isSound: failure === null, holes, ms, cpuMs });
    return facts.get(test);
  }

  /** What the process tells, or why it did not. It is ended when it hangs, and when it has become too large. */
  async function outcome(asked) {
    own ??= await started();
    const { ms = slowest, cpuMs = slowest } = facts.get(asked.test) ?? {};
    own.runs += 1;
    own.process.send(asked);
    const over = new AbortController();
    const answer = await Promise.race([
      once(own.process, 'message', over).then(([told]) => told),
      once(own.process, 'exit', over).then(() => ({ failure: 'the process ended' })),
      hangs(own.process.pid, { ms, cpuMs }, over).then(() => ({ failure: 'hangs' })),
    ]).finally(() => over.abort());
    if (answer.memory === undefined || answer.memory > most.memory || own.runs === most.runs) end();
    return answer;
  }

  async function started() {
    const begun = fork(program, {
      // A change may send a signal to the whole group.
      detached: true,
      execArgv: ['--min-semi-space-size=16'],
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(begun, 'message');
    return { process: begun, runs: 0 };
  }

  function end() {
    try {
      if (own !== null) process.kill(-own.process.pid, 'SIGKILL');
    } catch {
      // All of them are gone.
    }
    own = null;
  }
}

/** Ends when a process is busy, or waits, for too long; time that it has to wait for a processor is not its fault. */
async function hangs(pid, { ms, cpuMs }, { signal }) {
  const before = spentBy(pid).cpuMs;
  for (let waitedMs = 0; waitedMs < patience(ms); ) {
    await setTimeout(everyMs, null, { signal });
    const spent = spentBy(pid);
    if (spent.isWaiting) waitedMs += everyMs;
    if (spent.cpuMs - before > patience(cpuMs)) return;
  }
}

/** Since its start. Without /proc every process waits. */
function spentBy(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // From the third field on: the second, the name, may hold anything. In hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, isWaiting: fields[0] !== 'R' };
  } catch {
    return { cpuMs: 0, isWaiting: true };
  }
}
