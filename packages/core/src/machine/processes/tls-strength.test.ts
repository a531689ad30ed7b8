import test from 'ava';
import { refuseWeakTls } from './secrecy.js';

for (const option of [
  '--tls-min-v1.0',
  '--tls_min_v1.1',
  '--tls-max-v1.1',
  '--tls-cipher-list=NULL',
  '--tls-keylog=/tmp/keys',
  '--trace-tls',
  '--insecure-http-parser',
  '--security-revert=CVE-2023-46809',
  '--openssl-legacy-provider',
]) {
  test(`${option} is refused, on the command line and in NODE_OPTIONS`, (t) => {
    t.throws(() => refuseWeakTls([option], undefined), { code: 'Refused' });
    t.throws(() => refuseWeakTls([], `--max-old-space-size=512 ${option}`), { code: 'Refused' });
    t.throws(() => refuseWeakTls([], `"${option}"`), { code: 'Refused' });
  });
}

test('what weakens nothing is allowed', (t) => {
  const options = '--max-old-space-size=512 --import=./a.mjs --tls-min-v1.3 --use-openssl-ca --use-system-ca';
  t.notThrows(() => refuseWeakTls(options.split(' '), options));
  t.notThrows(() => refuseWeakTls([], undefined));
});
