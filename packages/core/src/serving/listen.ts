import { isIP } from 'node:net';
import { readNamedText } from '../machine/files/named-file.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';

/** Where to listen; port 0 takes any that is free. */
export interface ListenAddress {
  /** An IP address or a name, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Parses `HOST:PORT`, `[IPv6]:PORT` or `:PORT` (all addresses). Throws UsageInvalid. */
export function parseListen(text: string): ListenAddress {
  const parts = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<host>[\w.-]*)):(?<port>\d{1,5})$/i.exec(text)?.groups;
  const port = Number(parts?.['port']);
  const six = parts?.['six'];
  const isAddress = six === undefined || isIP(six) === 6;
  if (parts === undefined || port > 65_535 || !isAddress) {
    throw new AckringError('UsageInvalid', say('"{text}" is no address to listen on', { text }), {
      remedy: say('Give HOST:PORT, such as `127.0.0.1:9464` or `[::1]:9464`.'),
    });
  }
  return { host: six ?? (parts['host'] || '::'), port };
}

/** Checks names as a `Host` has them, without a port. Throws UsageInvalid. */
export function refuseOtherNames(names: readonly string[]): void {
  const other = names.find((name) => !/^(?:[\w-]+\.)*[\w-]+$/.test(name) && isIP(name) === 0);
  if (other === undefined) return;
  throw new AckringError('UsageInvalid', say('"{name}" is no name to be asked by', { name: other }), {
    remedy: say('Give the name alone, without scheme and port, such as `wall.example.com`.'),
  });
}

/** Whether only this machine itself can reach it. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/i.test(address);
}

/** Anyone who can reach it could read it. Throws Refused. */
export function refuseOpenDoor(host: string): void {
  if (isLoopback(host) || host === 'localhost') return;
  throw new AckringError(
    'Refused',
    say('{host} can be reached from other machines, and nobody would be asked for a token', { host }),
    {
      remedy: say(
        'Listen on 127.0.0.1, or give a token: `--token-file FILE`, or ACKRING_SERVE_TOKEN in the environment.',
      ),
    },
  );
}

const fewest = 16;

/**
 * The token from a file or the environment, without surrounding space; null if neither is given. Throws Refused for
 * one that could be guessed, FileUnreadable.
 */
export function readToken(file: string | null, inEnvironment: string | undefined): string | null {
  const given = file === null ? inEnvironment || null : readNamedText(file);
  if (given === null) return null;
  const token = given.trim();
  if (token.length >= fewest && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new AckringError(
    'Refused',
    say('the token has fewer than {fewest} characters, or some that no header can carry', { fewest }),
    { remedy: say('Make one: `openssl rand -hex 32`.') },
  );
}
