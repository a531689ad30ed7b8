import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import test from 'ava';
import { homeFolder } from './home.js';

test('the home folder is HOME', (t) => {
  t.is(homeFolder({ HOME: '/home/somebody' }), '/home/somebody');
  t.is(homeFolder({}), homedir());
});

for (const HOME of ['', '.', 'somewhere', './home']) {
  test(`a HOME of ${JSON.stringify(HOME)} is not looked for in the current folder`, (t) => {
    t.true(isAbsolute(homeFolder({ HOME })));
  });
}
