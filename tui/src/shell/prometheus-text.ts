import type { Metric, Sample } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';

/** Gauges in Prometheus' text format, for the node exporter's textfile collector and a Pushgateway. */
export function prometheusText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...series(name, samples),
  ]);
  return `${lines.join('\n')}\n`;
}

/** Duplicate series would invalidate all of them: the smaller value, which is the worse one, stands for both. */
function series(name: string, samples: readonly Sample[]): readonly string[] {
  const least = new Map<string, number>();
  for (const { labels, value } of samples) {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    const labelled = `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
    least.set(labelled, Math.min(value, least.get(labelled) ?? value));
  }
  return [...least].map(([labelled, value]) => `${labelled} ${value}`);
}

/** Labels end up in terminals and pages: no control character gets there. */
function escaped(text: string): string {
  return visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
