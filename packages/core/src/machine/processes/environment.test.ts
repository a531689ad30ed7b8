import test from 'ava';
import { ownEnvironment } from './environment.js';

const paths = test.macro<[platform: NodeJS.Platform, env: Record<string, string>, PATH: string | undefined]>({
  exec: (t, platform, env, PATH) => t.is(ownEnvironment({ platform, env })['PATH'], PATH),
  title: (title = '', platform) => `on ${platform} ${title}`,
});

test(
  'the current folder is no part of PATH',
  paths,
  'linux',
  { PATH: ':/usr/bin:.:bin:/bin:' },
  '/usr/bin:/bin',
);
test('an empty PATH is not the current folder', paths, 'linux', { PATH: '.' }, '/usr/bin:/bin');
test('no PATH stays none', paths, 'linux', { Path: '/usr/bin' }, undefined);
test('Path is PATH', paths, 'win32', { Path: 'C:\\bin;.;D:bin;\\\\host\\share' }, 'C:\\bin;\\\\host\\share');
test(
  'an empty PATH is the system',
  paths,
  'win32',
  { PATH: '.', SystemRoot: 'D:\\Win' },
  'D:\\Win\\System32',
);

test('on Windows names are in capitals, and the current folder is never searched', (t) => {
  const env = { aliBaba: 'x', HTTPS_proxy: 'y' };
  t.deepEqual(ownEnvironment({ platform: 'win32', env }), {
    ALIBABA: 'x',
    HTTPS_PROXY: 'y',
    NODEFAULTCURRENTDIRECTORYINEXEPATH: '1',
  });
  t.deepEqual(ownEnvironment({ platform: 'darwin', env }), env);
});
