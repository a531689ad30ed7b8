import test from 'ava';
import { type AnyCall, type ServiceRecord, toWireCall } from './operation.js';

const service: ServiceRecord = {
  product: 'cs',
  version: '2015-12-15',
  style: 'ROA',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    List: { method: 'GET', path: '/clusters/{cluster}/users/{user}', query: ['page'], answer: null },
    Put: { method: 'POST', path: '/', form: ['Event.N.Name'], answer: null },
  },
};

test('a call is made from its record, its path segments encoded', (t) => {
  const call = {
    operation: 'List',
    at: { cluster: 'c/1', user: '?' },
    query: { page: '2', more: undefined },
  };
  t.deepEqual(toWireCall(service, call), {
    action: 'List',
    style: 'ROA',
    method: 'GET',
    path: '/clusters/c%2F1/users/%3F',
    query: { page: '2' },
    headers: {},
    form: undefined,
    json: undefined,
    isUnsigned: false,
  });
});

test('a list of structures is declared once for all its items', (t) => {
  const form = { 'Event.1.Name': 'a', 'Event.12.Name': 'b' };
  t.deepEqual(toWireCall(service, { operation: 'Put', form }).form, form);
});

const undeclared: readonly (readonly [string, AnyCall, RegExp])[] = [
  ['an operation', { operation: 'Drop' }, /Drop is not declared/],
  ['one of the prototype', { operation: 'constructor' }, /constructor is not declared/],
  [
    'a parameter',
    { operation: 'List', at: { cluster: 'c', user: 'u' }, query: { Page: '1' } },
    /declare Page/,
  ],
  ['a header', { operation: 'Put', headers: { 'x-a': '1' } }, /declare x-a/],
  ['a field of a form', { operation: 'Put', form: { 'Event.1.Time': '' } }, /declare Event\.N\.Time/],
  ['nothing for a segment', { operation: 'List', at: { cluster: 'c' } }, /lacks the segment user/],
];

for (const [name, call, message] of undeclared) {
  test(`undeclared names are not sent: ${name}`, (t) => {
    t.throws(() => toWireCall(service, call), { instanceOf: TypeError, message });
  });
}
