import { X509Certificate } from 'node:crypto';
import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { readCertificateFacts } from '@ackring/core/internal/certificate/certificate';
import { makeSpecimen } from '@ackring/testkit/specimen';
import type { Picture } from 'ackring/screen/drawing/drawn-rows';
import { createFrameWriter } from 'ackring/screen/drawing/frame-writer';
import { fitLine } from 'ackring/screen/drawing/line';
import { paint } from 'ackring/screen/drawing/paint';
import { createStore } from 'ackring/screen/store';
import { withCachedFleet } from 'ackring/subjects/cluster/fleet';
import { createPictures } from 'ackring/terminal/picture';
import { opened } from 'ackring/testkit';
import { Box, render, Transform } from 'ink';
import { createElement } from 'react';
import type { BenchResult } from './bench-result.js';
import { largeFleet } from './large-fleet.js';
import { median } from './measure.js';

// Our own code beside what Node or Ink has for the same, in one process. Each is kept only while it takes at most
// half of the time, or of the bytes.
const worthKeeping = 0.5;

const rounds = 15;
const certificates = 1_000;
const clusters = 10_000;
const size = { columns: 160, rows: 45 };
/** A typical session: down the list, a page, back, and a letter of a filter. */
const keys = [
  ...Array(20).fill('j'),
  ...Array(5).fill('pgdn'),
  ...Array(5).fill('pgup'),
  '/',
  'a',
  'p',
  'i',
  'esc',
];

export async function run(): Promise<readonly BenchResult[]> {
  return [await benchCertificates(), ...(await benchFrames())];
}

/** The facts that a list shows, from the PEM of a kubeconfig. */
async function benchCertificates(): Promise<BenchResult> {
  const { certificate } = await makeSpecimen();
  const [ours, theirs] = alternating(
    () => readCertificateFacts(certificate),
    () => opensslFacts(new X509Certificate(certificate)),
  );
  const detail = `${ours.toFixed(1)} ms, X509Certificate ${theirs.toFixed(1)} ms`;
  return { name: '1,000 certificates read', ratio: ours / theirs, budget: worthKeeping, detail };
}

/** Medians in ms of a thousand calls each, in turns. */
function alternating(...works: readonly [() => unknown, () => unknown]): readonly [number, number] {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const startedAt = performance.now();
      for (let count = 0; count < certificates; count += 1) work();
      times[index]?.push(performance.now() - startedAt);
    }
  }
  return [median(times[0] ?? []), median(times[1] ?? [])];
}

function opensslFacts(certificate: X509Certificate): unknown {
  const { subject, validFrom, validTo, serialNumber, fingerprint256 } = certificate;
  return [subject, new Date(validFrom), new Date(validTo), serialNumber, fingerprint256];
}

/** The same frames through our writer, and drawn by Ink with `incrementalRendering`. */
async function benchFrames(): Promise<readonly BenchResult[]> {
  const frames = framesOfKeys();
  const bytes = { ours: 0, inks: 0 };
  const times: { readonly ours: number[]; readonly inks: number[] } = { ours: [], inks: [] };
  for (let round = 0; round < rounds; round += 1) {
    const terminals = { ours: countingTerminal(), inks: countingTerminal() };
    times.ours.push(writeFrames(frames, terminals.ours));
    times.inks.push(await drawWithInk(frames, terminals.inks));
    bytes.ours = terminals.ours.bytesWritten / frames.length;
    bytes.inks = terminals.inks.bytesWritten / frames.length;
  }
  const [ours, inks] = [median(times.ours), median(times.inks)];
  return [
    {
      name: 'frames drawn: bytes',
      ratio: bytes.ours / bytes.inks,
      budget: worthKeeping,
      detail: `${bytes.ours.toFixed(0)} each, Ink ${bytes.inks.toFixed(0)}`,
    },
    {
      name: 'frames drawn: time',
      ratio: ours / inks,
      budget: worthKeeping,
      detail: `${ours.toFixed(2)} ms each, Ink ${inks.toFixed(2)} ms`,
    },
  ];
}

/** Each frame that `keys` produce over a list of 10,000 clusters. */
function framesOfKeys(): readonly Picture[] {
  const start = opened({ ...size, now: new Date() });
  const fleet = withCachedFleet(start.fleet, null, largeFleet(clusters), new Date());
  const store = createStore(start, () => undefined);
  store.dispatch({ kind: 'arrived', name: 'scan', change: (state) => ({ ...state, fleet }) });
  const pictureOf = createPictures('true');
  return keys.map((key) => {
    store.dispatch({ kind: 'key', key });
    return pictureOf(store.get());
  });
}

/** Milliseconds per frame, from the lines to the write. */
function writeFrames(frames: readonly Picture[], terminal: WriteStream): number {
  const writer = createFrameWriter();
  const startedAt = performance.now();
  for (const picture of frames) terminal.write(writer.next({ ...picture, cursor: null }, size));
  return (performance.now() - startedAt) / frames.length;
}

/** The same with Ink's tree and layout. */
async function drawWithInk(frames: readonly Picture[], stdout: WriteStream): Promise<number> {
  const blank = Array.from({ length: size.rows }, () => ' ').join('\n');
  const element = (lines: readonly string[]) =>
    createElement(
      Box,
      { width: size.columns, height: size.rows },
      createElement(Transform, { transform: (_: string, row: number) => lines[row] ?? '' }, blank),
    );
  const screen = render(element([]), {
    ...{ interactive: true, alternateScreen: true, patchConsole: false, exitOnCtrlC: false },
    ...{ stdout, incrementalRendering: true, maxFps: 10_000 },
  });
  await screen.waitUntilRenderFlush();
  let elapsedMs = 0;
  for (const { lines: all, ink } of frames) {
    const startedAt = performance.now();
    const lines = all.map((line) => paint(fitLine(line, size.columns), ink));
    screen.rerender(element(lines));
    await screen.waitUntilRenderFlush();
    elapsedMs += performance.now() - startedAt;
  }
  screen.unmount();
  return elapsedMs / frames.length;
}

/** Accepts everything, as a terminal would, and counts it. */
function countingTerminal(): WriteStream {
  let bytesWritten = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytesWritten += chunk.length;
      done();
    },
  });
  const facts = { ...size, isTTY: true };
  Object.assign(sink, facts);
  Object.defineProperty(sink, 'bytesWritten', { get: () => bytesWritten });
  return sink as unknown as WriteStream;
}
