import type { ExpiryEntry } from '@ackring/core/expiry/expiry-entry';
import { type CredentialStatus, renewalWindowDays } from '@ackring/core/renewal-window';
import { holderText, placeText } from './expiry.js';
import { statusLetters } from './status.js';
import { instantText, timeLeft } from './time-left.js';
import { visible } from './visible.js';

const months = 36;
const monthMs = (365.25 / 12) * 86_400_000;
const chart = { width: 1080, height: 180, base: 150 };

const colors: Readonly<Record<CredentialStatus, string>> = {
  fresh: '#2f7d4f',
  renewable: '#a86b00',
  critical: '#c2410c',
  expired: '#b91c1c',
  temporary: '#2563a8',
  revoked: '#6b7280',
  unknown: '#6b7280',
};

/** One page to hand over: no script, nothing loaded from anywhere, readable without color. */
export function expiryPage(entries: readonly ExpiryEntry[], now: Date): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Kubeconfigs by expiry</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
svg { width: 100%; height: auto; }
svg text { font-size: 12px; fill: currentColor; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.status { font-weight: 600; white-space: nowrap; }
</style>
</head>
<body>
<h1>Kubeconfigs by expiry</h1>
<p>${entries.length} kubeconfigs, as of ${instantText(now)}. ${summary(entries)}</p>
${chartOf(entries, now)}
<table>
<thead><tr><th>Identity</th><th>Cluster</th><th>Region</th><th>Not after</th><th>Left</th><th>Status</th><th>Where</th></tr></thead>
<tbody>
${entries.map((entry) => row(entry, now)).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function summary(entries: readonly ExpiryEntry[]): string {
  const counts = Map.groupBy(entries, ({ status }) => status);
  return `${[...counts].map(([status, some]) => `${some.length} ${status}`).join(', ')}.`;
}

function row(entry: ExpiryEntry, now: Date): string {
  const { cluster, region, notAfter, status } = entry;
  const cells = [holderText(entry), cluster.name, region ?? '–', notAfter.toISOString().slice(0, 10)].map(
    (text) => `<td>${html(text)}</td>`,
  );
  const badge = `<td class="status" style="color:${colors[status]}">${statusLetters[status]} ${status}</td>`;
  return `<tr>${cells.join('')}<td class="number">${html(timeLeft(notAfter, now))}</td>${badge}<td>${html(placeText(entry))}</td></tr>`;
}

/** How many end in each of the next 36 months; the dashed line is the end of the 180-day window. */
function chartOf(entries: readonly ExpiryEntry[], now: Date): string {
  const counts = Array.from({ length: months }, () => 0);
  for (const { notAfter } of entries) {
    const month = Math.floor((notAfter.getTime() - now.getTime()) / monthMs);
    if (month >= 0 && month < months) counts[month] = (counts[month] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  const step = chart.width / months;
  const bars = counts.map((count, month) => {
    const height = (count / most) * (chart.base - 30);
    const label =
      count === 0
        ? ''
        : `<text x="${month * step + step / 2}" y="${chart.base - height - 4}" text-anchor="middle">${count}</text>`;
    return `<rect x="${month * step + 2}" y="${chart.base - height}" width="${step - 4}" height="${height}" fill="currentColor" opacity=".6"/>${label}`;
  });
  const ticks = [0, 6, 12, 18, 24, 30].map((month) => {
    const date = new Date(now.getTime() + month * monthMs).toISOString().slice(0, 7);
    return `<text x="${month * step}" y="${chart.base + 18}">${date}</text>`;
  });
  const edge = ((renewalWindowDays * 86_400_000) / monthMs) * step;
  const window = `<line x1="${edge}" x2="${edge}" y1="8" y2="${chart.base}" stroke="currentColor" stroke-dasharray="4 3"/><text x="${edge + 4}" y="18">180 days: renewable before this</text>`;
  return `<svg viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="Kubeconfigs ending in each of the next 36 months">${bars.join('')}${window}<line x1="0" x2="${chart.width}" y1="${chart.base}" y2="${chart.base}" stroke="currentColor"/>${ticks.join('')}</svg>`;
}

function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
