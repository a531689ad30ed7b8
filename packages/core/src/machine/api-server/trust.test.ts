import test from 'ava';
import { nameObjection } from './trust.js';

const rows: readonly (readonly [what: string, names: string | undefined, host: string, isTaken: boolean])[] =
  [
    ['a DNS name', 'DNS:api.example', 'api.example', true],
    ['one of several', 'DNS:other.example, DNS:api.example', 'api.example', true],
    ['an address', 'DNS:x, IP Address:127.0.0.1', '127.0.0.1', true],
    ['an address, dialled within IPv6', 'IP Address:127.0.0.1', '::ffff:7f00:1', true],
    ['another address, dialled within IPv6', 'IP Address:127.0.0.2', '::ffff:7f00:1', false],
    ['a wildcard', 'DNS:*.cluster.example', 'api.cluster.example', true],
    ['another name', 'DNS:other.example', 'api.example', false],
    ['an address written as a name', 'DNS:127.0.0.1', '127.0.0.1', false],
    ['a common name only', undefined, 'api.example', false],
    ['an e-mail address only', 'email:me@api.example', 'api.example', false],
    ['a URI only', 'URI:https://api.example', 'api.example', false],
    ['a name ended by a dot', 'DNS:api.example.', 'api.example', false],
    ['a name ended by a dot beside another', 'DNS:api.example., DNS:other.example', 'api.example', false],
    ['a name ended by a dot beside the same', 'DNS:api.example., DNS:api.example', 'api.example', true],
    ['a name that holds others', 'DNS:"x, DNS:api.example"', 'api.example', false],
  ];

for (const [what, subjectaltname, host, isTaken] of rows) {
  test(`a server certificate with ${what} is ${isTaken ? 'taken' : 'refused'} for ${host}, as by Go`, (t) => {
    const subject = { CN: 'api.example', C: '', ST: '', L: '', O: '', OU: '' };
    const objection = nameObjection(host, {
      subject,
      ...(subjectaltname === undefined ? {} : { subjectaltname }),
    });
    t.is(objection === undefined, isTaken, objection?.message);
  });
}
