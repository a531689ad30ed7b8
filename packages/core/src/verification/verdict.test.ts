import { specimenContext } from '@ackring/testkit/context-entry';
import test from 'ava';
import { toText } from '../words/say.js';
import { hostText } from './verdict.js';

for (const [server, text] of [
  ['https://203.0.113.10:6443/path', '203.0.113.10:6443'],
  ['no address', 'the API server'],
  [null, 'the API server'],
] as const)
  test(`the API server at ${server} is called ${text}`, (t) => {
    const called = hostText(specimenContext({ server }));
    t.is(typeof called === 'string' ? called : toText(called), text);
  });
