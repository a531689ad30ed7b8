import test from 'ava';
import { parseGoUrl, proxyObjection, serverObjection } from './transport-objections.js';

// What Go's `url.Parse` says of each (Go 1.26); generated servers and proxies are held against client-go in test/kubectl.
const urls: readonly (readonly [text: string, taken: string | null])[] = [
  ['https://host:6443/path', 'https host:6443 /path'],
  ['HTTPS://Host', 'https Host '],
  ['https://user:word@host', 'https host '],
  ['https://us er@host', null],
  ['https://[::1]:6443', 'https [::1]:6443 '],
  ['https://host:port', null],
  ['https://ho st', null],
  ['https://host/a b', 'https host /a b'],
  ['https://host/%zz', null],
  ['https://host/#%zz', null],
  ['https://host/?%zz', 'https host /'],
  ['https://host\n', null],
  ['https://host/?a\n', null],
  ['https://host/#a\n', 'https host /'],
  ['https://h%C3%A4', 'https h%C3%A4 '],
  ['https://h%41', null],
  ['https://h<', 'https h< '],
  ['host:6443', 'host  '],
  ['127.0.0.1:6443', null],
  ['a/b:c', '  a/b:c'],
  ['host', '  host'],
  ['//host/path', ' host /path'],
  ['///path', '  ///path'],
  [':', null],
  [':a', null],
  ['@host', '  @host'],
  ['https://@host', 'https host '],
  ['https://host@', 'https  '],
  ['https://a@b@host', 'https host '],
  ['https://a%zz@host', null],
  ['https://[a@host', null],
  ['https://a[@host', null],
  ['https://@@host', 'https host '],
  [':/a', null],
  ['https://[::1', null],
  ['https://host:', 'https host: '],
  ['a:b/c', 'a  '],
  ['1a:b/c', null],
  ['', '  '],
];

for (const [text, taken] of urls) {
  test(`${JSON.stringify(text)}: ${taken ?? 'refused'}`, (t) => {
    const url = parseGoUrl(text);
    t.is(url && `${url.scheme} ${url.host} ${url.path}`, taken);
  });
}

test('a host alone is a server, and no proxy', (t) => {
  t.is(serverObjection('127.0.0.1:6443'), null);
  t.is(proxyObjection('127.0.0.1:6443'), 'could not parse: 127.0.0.1:6443');
  t.is(proxyObjection('host:1'), 'unsupported scheme "host", must be http, https, or socks5');
});
