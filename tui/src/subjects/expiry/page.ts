import type { ExpiryEntry } from '@ackring/core/expiry';
import { type CredentialStatus, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { localDay, localTime } from '../../messages/times.js';
import { statusText } from '../../screen/life.js';
import type { Reader } from '../../screen/table.js';
import { headed } from '../../shell/markdown-table.js';
import { expiryPageChart } from './page-chart.js';
import { expiryPageStyle } from './page-style.js';
import type { SourceHealth } from './prometheus.js';
import { expiryTable, statusColumn } from './table.js';

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
  const clusters = new Set(entries.map(({ cluster }) => cluster.id)).size;
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
<thead><tr>${head(reader)}</tr></thead>
<tbody>
${entries.map((entry) => row(entry, reader)).join('\n')}
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

const shown = expiryTable.columns.flatMap(({ text, ...column }) =>
  text === null ? [] : [{ ...column, text, isStatus: text === statusColumn.text }],
);

function head({ messages }: Reader): string {
  return shown
    .map(({ title, align }) => {
      const kind = align === 'right' ? ' class="number"' : '';
      return `<th${kind}>${html(headed(title(messages)))}</th>`;
    })
    .join('');
}

function row(entry: ExpiryEntry, reader: Reader): string {
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
