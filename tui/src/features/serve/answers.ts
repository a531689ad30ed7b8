import { runMetrics } from '@ackring/core/rotation';
import type { Answer } from '@ackring/core/serving';
import { told } from '@ackring/core/words';
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

function pageOf({ entries, sources, at, problem }: Seen, reader: Reader): string {
  const note =
    problem !== null
      ? `The fleet could not be read since then: ${told(problem.sentence)}`
      : at === null
        ? 'The fleet is being read; so far there are the kubeconfig files of this machine.'
        : null;
  return expiryPage(entries, sources, { ...reader, now: at ?? reader.now }, note);
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
