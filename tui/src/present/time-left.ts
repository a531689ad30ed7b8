const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `412 d`, `7 h 59 min`, `25 min`, `−12 d`: days are floored as `daysLeft` is, away from zero when negative. */
export function timeLeft(notAfter: Date, now: Date): string {
  const leftMs = notAfter.getTime() - now.getTime();
  const sign = leftMs < 0 ? '−' : '';
  const sizeMs = Math.abs(leftMs);
  if (sizeMs >= dayMs) return daysText(Math.floor(leftMs / dayMs));
  const minutes = Math.floor((sizeMs % hourMs) / minuteMs);
  if (sizeMs < hourMs) return `${sign}${minutes} min`;
  const hours = `${sign}${Math.floor(sizeMs / hourMs)} h`;
  return minutes === 0 ? hours : `${hours} ${minutes} min`;
}

/** `412 d`, `−12 d`, of whole days as `daysLeft` counts them. */
export function daysText(days: number): string {
  return `${days < 0 ? '−' : ''}${Math.abs(days)} d`;
}

/** `2027-05-26 06:05 UTC`, for lines that people read. */
export function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `8 h`, `3 d`, `30 min`. */
export function minutesText(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  if (minutes % 60 === 0) return `${minutes / 60} h`;
  return `${minutes} min`;
}
