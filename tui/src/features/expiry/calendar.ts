import type { ExpiryEntry } from '@ackring/core/expiry';
import { visible } from '@ackring/core/words';
import ical from 'ical-generator';
import type { Reader } from '../../screen/table.js';
import { placeText } from '../../subjects/expiry/table.js';
import { holderText } from '../../subjects/holding/columns.js';

/** A calendar to subscribe to: for each kubeconfig the day its window opens and the moment it ends. */
export function expiryCalendar(entries: readonly ExpiryEntry[], reader: Reader): string {
  const { now } = reader;
  const calendar = ical({ name: 'Kubeconfigs of ACK clusters', prodId: '//ackring//expiry//EN' });
  for (const entry of entries) {
    const { notAfter, renewableFrom, cluster } = entry;
    // A calendar's lines end where a name does, for whoever can put a line's end into one.
    const id = visible(
      [entry.source, cluster.id, entry.identity.uid, entry.context ?? '', notAfter.getTime()].join('/'),
    );
    const who = visible(`${holderText(entry, reader)} at ${cluster.name} (${placeText(entry, reader)})`);
    if (renewableFrom !== null) {
      calendar.createEvent({
        id: `opens/${id}`,
        start: renewableFrom,
        allDay: true,
        stamp: now,
        summary: `Renewable: ${who}`,
      });
    }
    calendar.createEvent({
      id: `ends/${id}`,
      start: notAfter,
      end: notAfter,
      stamp: now,
      summary: `Kubeconfig ends: ${who}`,
      description: 'Renew it: ackring renew --all, or ackring rotate apply',
    });
  }
  return `${calendar.toString()}\n`;
}
