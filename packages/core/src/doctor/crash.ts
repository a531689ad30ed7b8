import { join } from 'node:path';
import { callLine, lastCalls } from '../cloud/openapi/call-log.js';
import { namesIn } from '../machine/files/folders.js';
import { privateFolder, removeFile } from '../machine/files/write.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { visible } from '../words/visible.js';

/** What was running when an unexpected error stopped it. */
export interface CrashedProgram {
  /** Crashes are kept in `crashes` under it. */
  readonly stateFolder: string;
  /** With what it was built from and what it runs on. */
  readonly version: string;
  /** The command's name without its arguments, which may name anything; null for the full screen. */
  readonly command: string | null;
  readonly now: Date;
  /** Since its start. */
  readonly seconds: number;
  /** Its process. */
  readonly pid: number;
}

const mostKept = 10;

/** Where the stacks of crashes are kept. */
export function crashFolder(stateFolder: string): string {
  return join(stateFolder, 'crashes');
}

/**
 * The same error; for an unexpected one, its stack and the last calls to the cloud go into a file, which its remedy
 * names. Never throws: if the file cannot be written, the error is reported all the same.
 */
export async function keepCrash(error: AckringError, program: CrashedProgram): Promise<AckringError> {
  if (error.code !== 'Internal') return error;
  const { now, pid } = program;
  const folder = crashFolder(program.stateFolder);
  const name = `crash-${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${pid}.txt`;
  try {
    const file = await privateFolder(folder)(name, crashText(error, program));
    await forgetOld(folder);
    return new AckringError(error.code, error.said.summary, {
      remedy: say('Report this with the command you ran, and with {file}: it holds no key.', { file }),
      requestId: error.requestId ?? undefined,
      cause: error.cause,
    });
  } catch {
    return error;
  }
}

/** What is kept of a crash: where in the code it was, never what was being handled. */
export function crashText(error: AckringError, { version, command, now, seconds }: CrashedProgram): string {
  const calls = lastCalls().map(callLine);
  return [
    version,
    `${now.toISOString()}, ${Math.round(seconds)} s after its start`,
    command === null ? 'in the full screen' : `in \`ackring ${visible(command)}\``,
    '',
    ...causesOf(error.cause ?? error).flatMap((each, index) => [
      `${index === 0 ? '' : 'caused by '}${nameOf(each)}`,
      ...stackOf(each),
    ]),
    '',
    calls.length === 0 ? 'No call to the cloud was made.' : 'The last calls to the cloud, in UTC:',
    ...calls,
    '',
  ].join('\n');
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let each = error; each !== undefined && causes.length < 5; ) {
    causes.push(each);
    each = each instanceof Error ? each.cause : undefined;
  }
  return causes;
}

/** Only messages that we write ourselves and those of the language: others may quote what was sent. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const name = /^\w{1,60}$/.test(error.name) ? error.name : 'Error';
  if (error instanceof AckringError) return `${name} ${error.code}: ${visible(error.message)}`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null) return /^\w{1,60}$/.test(code) ? `${name} ${code}` : name;
  const isLanguages = languageErrors.some((kind) => error.constructor === kind);
  return isLanguages ? `${name}: ${withoutQuoted(visible(error.message))}` : name;
}

const languageErrors: readonly unknown[] = [TypeError, RangeError, ReferenceError];

/** A property's name stays; what may be a value, such as anything with a digit, is removed. */
function withoutQuoted(message: string): string {
  return message
    .slice(0, 200)
    .replace(/(['"`])(.*?)(\1|$)/g, (quoted, _mark, text: string) =>
      /^[A-Za-z_$]{1,24}$/.test(text) ? quoted : "'…'",
    )
    .replace(/\S{40,}/g, '…');
}

/** Only the frames: a file's position and a function's name. */
function stackOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const frames = error.stack.split('\n').filter((line) => /^ {4}at \S/.test(line));
  return frames.slice(0, 30).map((line) => visible(line.replace(/data:\S*/g, 'data:…').slice(0, 300)));
}

async function forgetOld(folder: string): Promise<void> {
  const names = (await namesIn(folder)).filter((name) => name.startsWith('crash-')).toSorted();
  for (const name of names.slice(0, -mostKept)) await removeFile(join(folder, name));
}
