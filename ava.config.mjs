import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const hasKubectl = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'kubectl'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

// The tests must pass on a machine with Node and npm alone, and nobody may believe that they ran all the
// same: the absence is said out loud. `.ci/run` installs kubectl, so there nothing is left out.
if (!hasKubectl) {
  console.error('kubectl is not on PATH: the tests in *.kubectl.test.ts are left out.');
}

// Compiled tests run twice as fast as tests transformed on the fly, and `tsc -b` has just checked them.
export default {
  files: [
    '{packages/*,functions/*,tui,test}/dist/**/*.test.js',
    ...(hasKubectl ? [] : ['!**/*.kubectl.test.js']),
  ],
  concurrency: 2,
  timeout: '2m',
  workerThreads: false,
  environmentVariables: { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' },
};
