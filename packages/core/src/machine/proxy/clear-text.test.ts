import test from 'ava';
import { isClearText } from './clear-text.js';

test('plain http to any other machine counts as clear text', (t) => {
  const addresses = [
    'http://203.0.113.10',
    'http://127.0.0.1.example',
    'http://127.0.0.1:80',
    'https://a.example',
  ];
  t.deepEqual(
    addresses.map((address) => isClearText(new URL(address))),
    [true, true, false, false],
  );
});
