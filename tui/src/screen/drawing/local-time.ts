/** An instant on the reader's own clock, with its zone: `2027-05-26 15:05 GMT+9`. */
export function localTime(instant: Date, timeZone: string): string {
  return partsOf(instant, timeZone, (part) => {
    const date = `${part('year')}-${part('month')}-${part('day')}`;
    return `${date} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
  });
}

function partsOf(
  instant: Date,
  timeZone: string,
  join: (part: (type: Intl.DateTimeFormatPartTypes) => string) => string,
): string {
  const parts = new Map<Intl.DateTimeFormatPartTypes, string>(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return join((type) => parts.get(type) ?? '');
}

/** Only the time of the day, to the second, on the reader's own clock. */
export function localSecond(instant: Date, timeZone: string): string {
  return partsOf(instant, timeZone, (part) => `${part('hour')}:${part('minute')}:${part('second')}`);
}

/** Only the day, on the reader's own clock. */
export function localDay(instant: Date, timeZone: string): string {
  return localTime(instant, timeZone).slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(timeZone === '' ? {} : { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  formats.set(timeZone, format);
  return format;
}
