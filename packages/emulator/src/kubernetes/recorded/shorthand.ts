import { isRecord } from '../record.js';

/** Bytes of a body of three mebibytes. */
const threeMebibytes = 3 * 1024 * 1024;

/** A recorded value with the texts written out that were too long to keep, and causes that repeat the message. */
export function written(value: unknown): unknown {
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return value.map(written);
  if (!isRecord(value)) return value;
  const all = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member)]));
  return withCauses(all);
}

function writtenText(text: string): string {
  return text
    .replace(/<base64 of (\d+) bytes>/g, (_, count) => Buffer.alloc(Number(count), 'x').toString('base64'))
    .replace(/<(\d+) × (\w)>/g, (_, count, sign) => String(sign).repeat(Number(count)))
    .replace(/<3 MiB( \+ 1 bytes)? in all>/g, (_, more) => secretOf(threeMebibytes + (more ? 1 : 0)));
}

/** A Secret whose JSON has so many bytes. */
function secretOf(bytes: number): string {
  const secret = (data: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b1' }, data: { a: data } });
  const room = bytes - secret('').length;
  // Base64 comes in fours; blanks after the object fill what is left.
  const whole = secret('YWFh'.repeat(Math.floor(room / 4)));
  return whole + ' '.repeat(bytes - whole.length);
}

/** `<in message>` is the part of the message that follows the cause's field; causes come in the message's order. */
function withCauses(failure: Record<string, unknown>): Record<string, unknown> {
  const { details, message } = failure;
  if (typeof message !== 'string' || !isRecord(details) || !Array.isArray(details['causes'])) return failure;
  const fields: string[] = details['causes'].map((cause) => cause.field);
  let from = 0;
  const causes = details['causes'].map((cause, index) => {
    const start = message.indexOf(`${cause.field}: `, from) + `${cause.field}: `.length;
    const next = fields[index + 1];
    const end = next === undefined ? -1 : message.indexOf(`, ${next}: `, start);
    from = end < 0 ? from : end;
    const told = end < 0 ? message.slice(start) : message.slice(start, end);
    const whole = fields.length > 1 && end < 0 ? told.replace(/\]$/, '') : told;
    return cause.message === '<in message>' ? { ...cause, message: whole } : cause;
  });
  return { ...failure, details: { ...details, causes } };
}
