// The process that runs one function instance: a small version of the managed Node runtime. It is started on the
// function's own Node, which may be 20, so it imports only what that has.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { FunctionFailure, HandlerLocation, InstanceOrder, InstanceReport } from './instance-order.js';

const MachineDate = Date;
let shiftMs = 0;
let requestId = '';

process.on('message', (order: InstanceOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));
redirectLogs();
shiftDate();
report({ kind: 'begun' });

async function obey(order: InstanceOrder): Promise<void> {
  setClock(order.now);
  const context = withLogger(order.context);
  requestId = String(order.context['requestId'] ?? '');
  try {
    const exported = await loadExport(order.location);
    const value =
      order.kind === 'initialize'
        ? await run((done) => exported.call(context, done), exported.arity < 2)
        : await run(
            (done) => exported.call(Buffer.from(order.event, 'base64'), context, done),
            exported.arity < 3,
          );
    report({ kind: 'result', body: bytesOf(value).toString('base64') });
  } catch (error) {
    report({ kind: 'failure', ...failureOf(error) });
  }
}

type Callback = (error: unknown, value?: unknown) => void;

/** An error passed to the callback: the function handled it. */
class HandledError extends Error {
  readonly value: unknown;
  constructor(value: unknown) {
    super('handled');
    this.value = value;
  }
}

/** Settles with the promise that the function returns, or with its callback if it takes one. */
function run(call: (done: Callback) => unknown, promised: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done: Callback = (error, value) => (error ? reject(new HandledError(error)) : resolve(value));
    Promise.resolve()
      .then(() => call(done))
      .then((value) => {
        if (promised || value !== undefined) resolve(value);
      }, reject);
  });
}

interface Exported {
  readonly call: (...input: unknown[]) => unknown;
  readonly arity: number;
}

async function loadExport({ code, handler }: HandlerLocation): Promise<Exported> {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.mjs', '.js', '.cjs']
    .map((suffix) => join(code, file + suffix))
    .find((each) => existsSync(each));
  if (!path) throw new Error(`Cannot find module '${join(code, file)}'`);
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  const exported = module[name] ?? Reflect.get(Object(module['default']), name);
  if (typeof exported !== 'function') throw new Error(`Handler '${name}' is missing in module '${file}'`);
  return { call: (...input) => exported(...input), arity: exported.length };
}

function bytesOf(value: unknown): Buffer {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function failureOf(error: unknown): { error: FunctionFailure; handled: boolean } {
  if (error instanceof HandledError) {
    const { value } = error;
    return { handled: true, error: { errorMessage: value instanceof Error ? value.message : String(value) } };
  }
  if (!(error instanceof Error)) return { handled: false, error: { errorMessage: String(error) } };
  const stackTrace = (error.stack ?? '').split('\n').map((line) => line.trim());
  return { handled: false, error: { errorMessage: error.message, errorType: error.name, stackTrace } };
}

function withLogger(context: Readonly<Record<string, unknown>>): object {
  const { log, info, debug, warn, error } = console;
  return { ...context, logger: { log, info, debug, warn, error } };
}

function redirectLogs(): void {
  const levels = { log: 'verbose', info: 'info', debug: 'debug', warn: 'warn', error: 'error' } as const;
  for (const [method, level] of Object.entries(levels)) {
    Reflect.set(console, method, (...values: unknown[]) => {
      const text = format(...values);
      report({ kind: 'log', text: `${new Date().toISOString()} ${requestId} [${level}] ${text}\n` });
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    Reflect.set(stream, 'write', (chunk: string | Uint8Array) => {
      report({ kind: 'log', text: Buffer.from(chunk).toString('utf8') });
      return true;
    });
  }
}

/** Sets this process's `Date` to the cloud's clock: the function judges and signs by it. */
function setClock(cloudNow: number): void {
  const shift = cloudNow - MachineDate.now();
  shiftMs = Math.abs(shift) < 1000 ? 0 : shift;
}

function shiftDate(): void {
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [target.now() + shiftMs] : given, newTarget),
    apply: (target) => new target(target.now() + shiftMs).toString(),
    get: (target, name) => (name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name)),
  });
}

function report(message: InstanceReport): void {
  process.send?.(message);
}
