import type { ExpiryEntry } from '@ackring/core/expiry';
import { type CredentialStatus, clusterPlace, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { localDay, localTime } from '../../messages/times.js';
import { statusText } from '../../screen/life.js';
import type { Reader } from '../../screen/table.js';
import { headed } from '../../shell/markdown-table.js';
import { expiryPageChart } from './page-chart.js';
import type { SourceHealth } from './prometheus.js';
import { accountsExpiryTable, expiryTable, statusColumn } from './table.js';

/** Always shown: a 0 there is good news. */
const alwaysShown: readonly CredentialStatus[] = ['expired', 'critical', 'renewable', 'fresh'];

/**
 * One page to hand over: no script, no external resources, readable without colour and on paper. `notes` say what a
 * reader must know about its age, and about the rotation.
 */
export function expiryPage(
  entries: readonly ExpiryEntry[],
  sources: readonly SourceHealth[],
  reader: Reader,
  notes: readonly string[] = [],
): string {
  const { now, timeZone, messages } = reader;
  const words = messages.expiry.page;
  const clusters = new Set(entries.map(({ cluster, account }) => clusterPlace({ id: cluster.id, account })))
    .size;
  const shown = shownOf(entries.some(({ account }) => account !== undefined));
  return `<!doctype html>
<html lang="${messages.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title} ${localDay(now, timeZone)}</title>
<style>
${expiryPageStyle}</style>
</head>
<body>
<header>
<h1>${words.title}</h1>
<p>${words.asOf(entries.length, clusters, localTime(now, timeZone))}</p>${notes.map((note) => `\n<p class="note"><strong>${html(note)}</strong></p>`).join('')}
</header>
<ul class="tiles">
${tiles(entries, reader)}
</ul>
${unread(sources, words)}<figure>
<figcaption>${words.chart}</figcaption>
${expiryPageChart(entries, now, words)}
</figure>
<div class="wide">
<table>
<thead><tr>${head(shown, reader)}</tr></thead>
<tbody>
${entries.map((entry) => row(shown, entry, reader)).join('\n')}
</tbody>
</table>
</div>
<footer>${words.footer}</footer>
</body>
</html>
`;
}

function tiles(entries: readonly ExpiryEntry[], { messages }: Reader): string {
  // A temporary one that has ended is as it should be.
  const counts = Map.groupBy(entries, ({ status, isTemporary }) => (isTemporary ? 'temporary' : status));
  const { meanings } = messages.expiry.page;
  return (Object.keys(meanings) as CredentialStatus[])
    .filter((status) => alwaysShown.includes(status) || counts.has(status))
    .map((status) => {
      const count = counts.get(status)?.length ?? 0;
      const tone = count === 0 ? 'none' : status;
      return `<li class="${tone}"><b>${count}</b> <strong>${statusText(status, messages)}</strong> <span>${meanings[status]}</span></li>`;
    })
    .join('\n');
}

/** What is missing from the page must be stated in it. */
function unread(sources: readonly SourceHealth[], words: Messages['expiry']['page']): string {
  const names = sources.filter(({ isUp }) => !isUp).map(({ kind, name }) => `${kind} ${name}`);
  if (names.length === 0) return '';
  return `<p class="unread"><strong>${words.unread}</strong> ${html(names.join(', '))}</p>\n`;
}

type Shown = ReturnType<typeof shownOf>;

function shownOf(isOfAccounts: boolean) {
  const { columns } = isOfAccounts ? accountsExpiryTable : expiryTable;
  return columns.flatMap(({ text, ...column }) =>
    text === null ? [] : [{ ...column, text, isStatus: text === statusColumn.text }],
  );
}

function head(shown: Shown, { messages }: Reader): string {
  return shown
    .map(({ title, align }) => {
      const kind = align === 'right' ? ' class="number"' : '';
      return `<th${kind}>${html(headed(title(messages)))}</th>`;
    })
    .join('');
}

function row(shown: Shown, entry: ExpiryEntry, reader: Reader): string {
  const cells = shown.map(({ title, text, align, cell, isStatus }) => {
    const said = html(text(entry, reader));
    // Beside each value if the screen is too narrow for columns.
    const label = ` data-label="${html(headed(title(reader.messages)))}"`;
    if (isStatus) return `<td${label}><span class="status ${entry.status}">${said}</span></td>`;
    const kind = align === 'right' ? 'number' : cell === null || cell.cut === 'middle' ? 'name' : 'whole';
    return `<td class="${kind}"${label}>${said}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For light and dark screens and for paper; every colour has a word beside it that says the same. */
export const expiryPageStyle = `:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #14181d);
  --raised: light-dark(#f5f7f9, #1c2229);
  --text: light-dark(#1b2127, #e4e9ee);
  --quiet: light-dark(#5a6672, #98a4b1);
  --line: light-dark(#dde3e9, #2e3740);
  --fresh: light-dark(#2b7a4b, #6cc48f);
  --renewable: light-dark(#946100, #e2b04a);
  --critical: light-dark(#bb4300, #ff9456);
  --expired: light-dark(#b3261e, #ff7a70);
  --temporary: light-dark(#2563a8, #7db4ee);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 76rem;
  padding: 2.5rem 1.5rem;
  background: var(--page);
  color: var(--text);
  font: 15px/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.7rem; font-weight: 650; line-height: 1.2; }
header p, footer { margin: .35rem 0 0; color: var(--quiet); }
.tiles {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
  gap: .75rem;
  margin: 1.75rem 0;
  padding: 0;
  list-style: none;
}
.tiles li {
  padding: .8rem 1rem;
  background: var(--raised);
  border-left: 4px solid var(--tone);
  border-radius: 6px;
}
.tiles b { display: block; font-size: 1.9rem; font-weight: 650; line-height: 1.1; color: var(--tone); }
.tiles strong { display: block; font-weight: 600; }
.tiles span { color: var(--quiet); font-size: .87rem; line-height: 1.35; display: block; }
.unread { padding: .7rem 1rem; border: 1px solid var(--critical); border-radius: 6px; overflow-wrap: anywhere; }
figure { margin: 0 0 1.75rem; }
figcaption { margin-bottom: .25rem; font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--text); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .quiet { fill: var(--quiet); }
svg .grid { stroke: var(--line); }
svg .window { fill: var(--renewable); opacity: .1; }
svg .bar { fill: var(--tone); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--quiet); font-size: .87rem; font-weight: 600; }
td.name { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.whole { white-space: nowrap; font-variant-numeric: tabular-nums; }
.status { color: var(--tone); font-weight: 600; white-space: nowrap; }
.fresh { --tone: var(--fresh); }
.renewable { --tone: var(--renewable); }
.critical { --tone: var(--critical); }
.expired { --tone: var(--expired); }
.temporary { --tone: var(--temporary); }
.revoked, .unknown, .none { --tone: var(--quiet); }
footer { margin-top: 1.5rem; font-size: .87rem; }
@media screen and (max-width: 42rem) {
  body { padding: 1.25rem 1rem; }
  .tiles { grid-template-columns: 1fr 1fr; }
  figure { overflow-x: auto; }
  svg { min-width: 46rem; }
  thead { display: none; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td, td.number, td.whole { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0; border: 0; text-align: right; white-space: normal; overflow-wrap: anywhere; }
  td::before { content: attr(data-label); flex: none; color: var(--quiet); font-size: .87rem; text-align: left; }
}
@media print {
  :root { color-scheme: only light; }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; }
  .wide { overflow: visible; }
  th, td { padding: 2pt 5pt; }
  .tiles { grid-template-columns: repeat(5, 1fr); }
  .tiles b { font-size: 16pt; }
  table { font-size: 8pt; }
  thead { display: table-header-group; }
  tr, li, figure { break-inside: avoid; }
}
@page { margin: 14mm; }
`;
