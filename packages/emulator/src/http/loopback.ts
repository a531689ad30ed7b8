import { isIPv4 } from 'node:net';

/** The only address listened on unless another loopback one is asked for. */
export const loopback = '127.0.0.1';

/** True for addresses that never leave this machine; names are not resolved and so never pass, but `localhost`. */
export function isLoopback(address: string): boolean {
  if (address === '::1' || address === 'localhost') return true;
  return isIPv4(address) && address.startsWith('127.');
}
