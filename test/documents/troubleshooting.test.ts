import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorTable } from '@ackring/core/internal/words/errors';
import test from 'ava';

const page = readFileSync(
  fileURLToPath(new URL('../../../docs/troubleshooting.md', import.meta.url)),
  'utf8',
);
/** What a reader searches for: the words in code of each row's first column. */
const symptoms = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words = '']) => words));

/** Messages as kubectl, Go's TLS and the cloud print them. */
const messages = [
  'error: You must be logged in to the server (Unauthorized)',
  'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
  'Error from server (Forbidden): pods is forbidden: User "1-2" cannot list resource "pods" in API group "" at the cluster scope',
  'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-12-01T00:00:00Z is after 2026-11-30T00:00:00Z',
  'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
  'Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for 10.0.0.1, not 8.8.8.8',
  "x509: cannot validate certificate for 8.8.8.8 because it doesn't contain any IP SANs",
  'error: tls: private key does not match public key',
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
  'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
  'dial tcp 10.0.0.1:6443: connect: connection refused',
  'Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout',
  'Unable to connect to the server: net/http: TLS handshake timeout',
  'Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  'dial tcp 10.0.0.1:6443: connect: no route to host',
  'Unable to connect to the server: dial tcp: lookup nowhere.invalid: no such host',
  'Error in configuration: context was not found for specified context: nope',
  'error: no context exists with the name: "nope"',
  'Please enter Username: error: EOF',
  'error: error loading config file "config": yaml: line 1: did not find expected node content',
  'Unable to connect to the server: getting credentials: exec: executable ackring not found',
  'Unable to connect to the server: getting credentials: exec: executable /opt/ackring failed with exit code 4',
  'ErrorCode: InvalidAccessKeyId.NotFound',
  'ErrorCode: SignatureDoesNotMatch',
  'ErrorCode: InvalidSecurityToken.Expired',
  'ErrorCode: Throttling.User',
  'ErrorCode: InvalidTimeStamp.Expired',
  'ErrorCode: ErrorQuotaExceeded',
];

for (const message of messages) {
  test(`a row of docs/troubleshooting.md is found by the words of: ${message}`, (t) => {
    t.true(symptoms.some((words) => words.split('…').every((part) => message.includes(part.trim()))));
  });
}

test('docs/troubleshooting.md has every error code', (t) => {
  for (const code of Object.keys(errorTable)) t.true(symptoms.includes(code), code);
});
