import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { openTerminal, program } from '../terminal/driver.js';

// A session in a real shell, as a recording in asciinema's form (asciicast v2): what was written is recorded, and when
// is authored, so that it takes as long to watch as it takes to read.

/** A line that is typed, and for how long its answer is looked at. */
interface Beat {
  readonly line: string;
  readonly seconds: number;
  /** What it asks for, which the next line answers; by default it ends. */
  readonly asks?: string;
}

/** A key of a pipeline was committed: is it alive, what stops working without it, close it, give the job a new one. */
export const incident: readonly Beat[] = [
  { line: '# A kubeconfig lies in a repository. Does it still open a cluster?', seconds: 3 },
  { line: 'ackring leak .', seconds: 14 },
  { line: '# It does. What would stop working without it?', seconds: 3 },
  { line: 'ackring revoke prod-singapore-api', seconds: 24, asks: 'revoke your kubeconfig of it:' },
  { line: 'prod-singapore-api', seconds: 18 },
  { line: 'ackring leak .', seconds: 14 },
  { line: '# Give the job the new one, and see that it works.', seconds: 3 },
  { line: 'ackring get prod-singapore-api --long-term --output ./ci/deploy.yaml', seconds: 10 },
  { line: 'ackring verify --all --kubeconfig ./ci', seconds: 8 },
];

/** What lies there before. */
const leaked = 'ackring get prod-singapore-api --long-term --output ./ci/deploy.yaml';

const size = { columns: 100, rows: 30 };
const keySeconds = 0.05;
const answerSeconds = 0.3;
const prompt = '$ ';

/** The recording: a header line, then `[seconds, "o", text]` a line. Throws where a line is not answered. */
export async function record(beats: readonly Beat[], title: string): Promise<string> {
  await using cloud = await startEmulator({ scenario: 'fleet' });
  const bin = await mkdtemp(join(tmpdir(), 'ackring-bin-'));
  try {
    await writeFile(join(bin, 'ackring'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
      mode: 0o755,
    });
    const environment = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, PS1: prompt, HISTFILE: '' };
    const command = ['bash', '--norc', '--noprofile', '-i'] as const;
    await using terminal = await openTerminal({ cloud, command, environment, ...size });
    const ended = (screen: string): boolean => screen.trimEnd().endsWith(prompt.trimEnd());
    await terminal.until(ended, 'the shell');
    await terminal.type(`mkdir -p app/ci && cd app && ${leaked} && clear\r`);
    await terminal.until((screen) => screen.trim() === prompt.trim(), 'a clear screen');
    const events: [seconds: number, kind: 'o', text: string][] = [[0, 'o', prompt]];
    let at = 1;
    for (const { line, seconds, asks } of beats) {
      for (const letter of line) {
        events.push([at, 'o', letter]);
        at += keySeconds;
      }
      await terminal.type(line);
      await terminal.until((screen) => screen.endsWith(line), `the line ${line}`);
      await terminal.settled();
      const from = terminal.output().length;
      await terminal.press('enter');
      const isAnswered = (screen: string): boolean =>
        asks === undefined ? ended(screen) : screen.trimEnd().endsWith(asks);
      const isNew = (): boolean => terminal.output().length > from + prompt.length;
      await terminal.until((screen) => isNew() && isAnswered(screen), `the answer to ${line}`);
      events.push([at + answerSeconds, 'o', withoutProgress(terminal.output().slice(from))]);
      at += seconds;
    }
    const header = { version: 2, width: size.columns, height: size.rows, title };
    const lines = [header, ...events.map(([when, ...rest]) => [Number(when.toFixed(2)), ...rest])];
    return `${lines.map((each) => JSON.stringify(each)).join('\n')}\n`;
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
}

/** How long a machine took to answer is no part of the story. */
function withoutProgress(output: string): string {
  return output.replace(/(?:\r\x1b\[2K[\u2800-\u28ff] [^\r]*)+\r\x1b\[2K/g, '');
}
