import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorTable } from '@ackring/core/internal/words/errors';
import test from 'ava';

/** Sentences of the program that a reader may search for in a language of the program's. */
const own = [
  '{action} is missing',
  'no role inside the cluster allows it',
  'an unexpected {name} stopped this',
  'A proxy seems to answer for {host}; add its certificate authority with NODE_EXTRA_CA_CERTS=FILE.',
  'tmux keeps it from the clipboard',
  'asked the terminal to copy {what}',
];

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

for (const language of ['en', 'ja', 'zh']) {
  const page = language === 'en' ? 'docs/troubleshooting.md' : `docs/troubleshooting.${language}.md`;
  const translations = language === 'en' ? {} : translationsOf(language);
  const symptoms = symptomsOf(page);

  for (const message of [...messages, ...own.map((sentence) => translations[sentence] ?? sentence)]) {
    test(`a row of ${page} is found by the words of: ${message}`, (t) => {
      t.true(symptoms.some((words) => words.split('…').every((part) => message.includes(part.trim()))));
    });
  }

  test(`${page} has every error code`, (t) => {
    for (const code of Object.keys(errorTable)) t.true(symptoms.includes(code), code);
  });
}

/** What a reader searches for: the words in code of each row's first column. */
function symptomsOf(page: string): readonly string[] {
  return read(page)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) =>
      [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, words = '']) => words),
    );
}

function translationsOf(language: string): Readonly<Record<string, string>> {
  const rooms = ['packages/core', 'tui'].map((room) =>
    JSON.parse(read(`${room}/src/words/${language}.json`)),
  );
  return Object.assign({}, ...rooms);
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
}
