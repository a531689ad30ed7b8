import { type RotationReport, runMetrics, runNumbers } from '@ackring/core/rotation';
import type { Answer } from '@ackring/core/serving';
import { toText } from '@ackring/core/words';
import { localTime } from '../../messages/times.js';
import type { Reader } from '../../screen/table.js';
import { prometheusText } from '../../shell/prometheus-text.js';
import { expiryPage } from '../../subjects/expiry/page.js';
import { expiryMetrics } from '../../subjects/expiry/prometheus.js';
import type { Seen } from './watch.js';

/** How often a browser asks again. */
const refreshSeconds = 60;

/** Each answer is made once for each reading: for tens of thousands of kubeconfigs it takes half a second. */
export function answersOnce(): typeof answerTo {
  let latest: Seen | null = null;
  const made = new Map<string, Answer>();
  return (path, seen, reader) => {
    if (seen !== latest) made.clear();
    latest = seen;
    const answer = made.get(path) ?? answerTo(path, seen, reader);
    // Of other paths there is no end.
    if (answer !== null) made.set(path, answer);
    return answer;
  };
}

/** The page of `expiry --html`, and the output of `expiry --prometheus`, for the latest data. */
export function answerTo(path: string, seen: Seen, reader: Reader): Answer | null {
  switch (path) {
    case '/':
      return { type: 'text/html; charset=utf-8', bytes: Buffer.from(pageOf(seen, reader)), refreshSeconds };
    case '/metrics':
      return {
        type: 'text/plain; version=0.0.4; charset=utf-8',
        bytes: Buffer.from(prometheusText(metricsOf(seen))),
      };
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
  // While the first try goes on, nobody knows: a value would be a claim.
  const isUp = problem !== null ? [0] : at !== null ? [1] : [];
  return [
    ...expiryMetrics(entries, sources, at),
    {
      name: 'ackring_scan_up',
      help: 'Whether the last try to read the fleet went well.',
      samples: isUp.map((value) => ({ labels: {}, value })),
    },
    ...(run === null ? [] : runMetrics(run)),
  ];
}
