// Compiled tests: twice as fast as transforming them while they run, and `tsc -b` has just checked them.
export default {
  files: ['{packages/*,functions/*,tui,test}/dist/**/*.test.js'],
  concurrency: 4,
  timeout: '2m',
  workerThreads: false,
  environmentVariables: { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' },
};
