import test from 'ava';
import { type ExplainedRefusal, explainRefusal } from './refusals.js';

/** Messages as written by kubectl, client libraries and the cloud. */
const rows: readonly (readonly [kind: ExplainedRefusal['kind'], message: string])[] = [
  ['unauthorized', 'error: You must be logged in to the server (Unauthorized)'],
  ['unauthorized', '{"kind":"Status","status":"Failure","reason":"Unauthorized","code":401}'],
  [
    'forbiddenInCluster',
    'Error from server (Forbidden): pods is forbidden: User "21-17" cannot list resource "pods" in API group ""',
  ],
  ['forbiddenInCloud', 'code: 403, STSToken authorization fail ErrorCode: StatusForbidden'],
  ['forbiddenInCloud', 'ForbiddenRAM: The user is not authorized to perform this action'],
  ['nameMismatch', 'x509: certificate is valid for 10.0.0.1, kubernetes, not 203.0.113.10'],
  ['nameMismatch', "x509: cannot validate certificate for 1.2.3.4 because it doesn't contain any IP SANs"],
  ['wrongAuthority', 'x509: certificate signed by unknown authority'],
  ['wrongAuthority', 'tls: failed to verify certificate: x509: self-signed certificate'],
  ['certificateTimes', 'x509: certificate has expired or is not yet valid: current time 2026-11-27'],
  ['unreachable', 'Unable to connect to the server: dial tcp 192.168.0.1:6443: i/o timeout'],
  ['unreachable', 'The connection to the server 127.0.0.1:1 was refused: connect: connection refused'],
  ['unreachable', 'dial tcp: lookup cs.cn-nowhere.aliyuncs.com: no such host'],
  ['throttled', 'Throttling.User: Request was denied due to user flow control.'],
  ['throttled', 'the server has received too many requests and has asked us to try again later'],
  ['plugin', 'getting credentials: exec: executable ackring not found'],
  ['unknown', 'something else altogether'],
  ['unknown', ''],
];

for (const [kind, message] of rows) {
  test(`explained as ${kind}: ${message.slice(0, 60)}`, (t) => {
    const explained = explainRefusal(message);
    t.is(explained.kind, kind);
    t.regex(explained.next, /ackring|Wait/);
  });
}
