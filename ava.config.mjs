import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

// A test that drives a real program says so in its name: `x.kubectl.test.ts` needs kubectl.
const absent = ['kubectl', 'openssl', 'sshd', 'chromium', 'bash', 'zsh', 'fish', 'tmux'].filter(
  (program) => !isOnPath(program),
);

// The tests must pass on a machine with Node and npm alone, and nobody may believe that they ran all the
// same: the absence is said out loud. `.ci/run` installs them, so there nothing is left out.
for (const program of absent) {
  console.error(`${program} is not on PATH: the tests in *.${program}.test.ts are left out.`);
}

function isOnPath(program) {
  // Servers lie in a folder of their own, which is not on everybody's path.
  return `${process.env.PATH ?? ''}${delimiter}/usr/sbin`.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// Compiled tests run twice as fast as tests transformed on the fly, and `tsc -b` has just checked them.
export default {
  files: [
    '{packages/*,functions/*,tui,test}/dist/**/*.test.js',
    ...absent.map((program) => `!**/*.${program}.test.js`),
  ],
  concurrency: 3,
  timeout: '2m',
  workerThreads: false,
  environmentVariables: { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' },
};
