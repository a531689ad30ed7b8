import type { ExpiryEntry } from '@ackring/core/expiry/expiry';
import type { CredentialStatus } from '@ackring/core/words/lifetimes';
import { holderText, placeText } from './expiry.js';
import { expiryPageChart } from './expiry-page-chart.js';
import { expiryPageStyle } from './expiry-page-style.js';
import type { SourceHealth } from './source-health.js';
import { statusText } from './status.js';
import { instantText, timeLeft } from './time-left.js';
import { visible } from './visible.js';

/** Statuses in the order of their urgency, with what each means to who has never heard of one. */
const meanings = {
  expired: 'have ended; what uses them has stopped',
  critical: 'end within 30 days',
  renewable: 'end within 180 days; a new one can be had',
  fresh: 'have more than 180 days left',
  temporary: 'end by themselves within days',
  notYetValid: 'have not begun',
  revoked: 'were revoked',
  unknown: 'could not be judged',
} as const satisfies Readonly<Record<CredentialStatus, string>>;

/** Always told, since a 0 is what one likes to read there. */
const alwaysTold: readonly CredentialStatus[] = ['expired', 'critical', 'renewable', 'fresh'];

/** One page to hand over: no script, nothing loaded from anywhere, readable without color and on paper. */
export function expiryPage(
  entries: readonly ExpiryEntry[],
  sources: readonly SourceHealth[],
  now: Date,
): string {
  const clusters = new Set(entries.map(({ cluster }) => cluster.id)).size;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kubeconfigs by expiry, ${now.toISOString().slice(0, 10)}</title>
<style>
${expiryPageStyle}</style>
</head>
<body>
<header>
<h1>Kubeconfigs by expiry</h1>
<p>${counted(entries.length, 'kubeconfig')} of ${counted(clusters, 'cluster')}, as of ${instantText(now)}</p>
</header>
<ul class="tiles">
${tiles(entries)}
</ul>
${unread(sources)}<figure>
<figcaption>Long-term kubeconfigs by the month in which they end</figcaption>
${expiryPageChart(entries, now)}
</figure>
<div class="wide">
<table>
<thead><tr><th>Identity</th><th>Cluster</th><th>Region</th><th>Ends (UTC)</th><th class="number">Left</th><th>Status</th><th>Where</th></tr></thead>
<tbody>
${entries.map((entry) => row(entry, now)).join('\n')}
</tbody>
</table>
</div>
<footer>Written by ackring. There is no credential in this page.</footer>
</body>
</html>
`;
}

function tiles(entries: readonly ExpiryEntry[]): string {
  const counts = Map.groupBy(entries, ({ status }) => status);
  return (Object.keys(meanings) as CredentialStatus[])
    .filter((status) => alwaysTold.includes(status) || counts.has(status))
    .map((status) => {
      const count = counts.get(status)?.length ?? 0;
      const tone = count === 0 ? 'none' : status;
      return `<li class="${tone}"><b>${count}</b> <strong>${statusText(status)}</strong> <span>${meanings[status]}</span></li>`;
    })
    .join('\n');
}

/** What is not in the page must be said in it: nobody may rest on what was not seen. */
function unread(sources: readonly SourceHealth[]): string {
  const names = sources.filter(({ isUp }) => !isUp).map(({ kind, name }) => `${kind} ${name}`);
  if (names.length === 0) return '';
  return `<p class="unread"><strong>Not in this page, because they could not be read:</strong> ${html(names.join(', '))}</p>\n`;
}

function row(entry: ExpiryEntry, now: Date): string {
  const { cluster, region, notAfter, status } = entry;
  const cell = (kind: 'name' | 'whole' | 'number', text: string) => `<td class="${kind}">${html(text)}</td>`;
  const ends = notAfter.toISOString().slice(0, 16).replace('T', ' ');
  const cells = [
    cell('name', holderText(entry)),
    cell('name', cluster.name),
    cell('whole', region ?? '–'),
    cell('whole', ends),
    cell('number', timeLeft(notAfter, now)),
    `<td><span class="status ${status}">${statusText(status)}</span></td>`,
    cell('name', placeText(entry)),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
