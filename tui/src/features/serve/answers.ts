import { type RotationReport, runMetrics, runNumbers } from '@ackring/core/rotation';
import type { Answer } from '@ackring/core/serving';
import { toText } from '@ackring/core/words';
import { localTime } from '../../screen/drawing/times.js';
import type { Reader } from '../../screen/table.js';
import { prometheusText } from '../../shell/prometheus-text.js';
import { expiryPage } from '../expiry/page.js';
import { expiryMetrics } from '../expiry/prometheus.js';
import type { Seen } from './watch.js';

/** How often a browser asks again. */
const refreshSeconds = 60;

/** The page of `expiry --html`, and the output of `expiry --prometheus`, for the latest data. */
export function answerTo(path: string, seen: Seen, reader: Reader): Answer | null {
  switch (path) {
    case '/':
      return { type: 'text/html; charset=utf-8', text: pageOf(seen, reader), refreshSeconds };
    case '/metrics':
      return { type: 'text/plain; version=0.0.4; charset=utf-8', text: prometheusText(metricsOf(seen)) };
    default:
      return null;
  }
}

function pageOf({ entries, sources, at, problem, run }: Seen, reader: Reader): string {
  const { messages, timeZone } = reader;
  const words = messages.expiry.page;
  const notes = [
    ...(problem !== null ? [words.stale(toText(problem.sentence, messages.problems.translations))] : []),
    ...(problem === null && at === null ? [words.reading] : []),
    ...(run === null ? [] : [words.lastRun(localTime(new Date(run.finishedAt), timeZone), statesOf(run))]),
  ];
  return expiryPage(entries, sources, { ...reader, now: at ?? reader.now }, notes);
}

function statesOf(run: RotationReport) {
  const { ready = 0, pending = 0, failing = 0, blocked = 0, broken = 0 } = runNumbers(run);
  return { ready, pending, failing, blocked, broken };
}

function metricsOf({ entries, sources, at, problem, run }: Seen) {
  const isUp = at !== null && problem === null;
  return [
    ...expiryMetrics(entries, sources, at),
    {
      name: 'ackring_scan_up',
      help: 'Whether the last try to read the fleet went well.',
      samples: [{ labels: {}, value: isUp ? 1 : 0 }],
    },
    ...(run === null ? [] : runMetrics(run)),
  ];
}
