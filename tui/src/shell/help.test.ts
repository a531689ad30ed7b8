import test from 'ava';
import { helpWithin } from './help.js';

const page = `Options
  --temporary DURATION  ends by itself: 15m to 3d (default 8h)
  --use                 make it the current context

Examples
  ackring get prod-tokyo-api --temporary 30m --access public --use
      switch to it too, with a certificate that ends`;

test('what an option does goes on in its own column', (t) => {
  t.deepEqual(helpWithin(page, 50).split('\n').slice(0, 4), [
    'Options',
    '  --temporary DURATION  ends by itself: 15m to 3d',
    '                        (default 8h)',
    '  --use                 make it the current',
  ]);
});

test('without room for two columns it goes below', (t) => {
  t.deepEqual(helpWithin(page, 40).split('\n').slice(1, 4), [
    '  --temporary DURATION',
    '      ends by itself: 15m to 3d (default',
    '      8h)',
  ]);
});

test('a command line stays whole, and without a terminal everything does', (t) => {
  t.true(
    helpWithin(page, 40).includes('\n  ackring get prod-tokyo-api --temporary 30m --access public --use\n'),
  );
  t.is(helpWithin(page, 0), page);
});
