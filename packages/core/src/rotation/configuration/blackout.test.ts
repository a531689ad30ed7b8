import test from 'ava';
import { type Blackout, isBlackedOut } from './blackout.js';

const dated: Blackout = { from: '2026-12-24T00:00:00Z', to: '2027-01-03T00:00:00Z' };
const weekend: Blackout = { weekdays: ['sat', 'sun'], from: '00:00', to: '00:00', timeZone: 'Asia/Tokyo' };
const office: Blackout = { weekdays: ['mon'], from: '09:00', to: '18:00', timeZone: 'UTC' };
const night: Blackout = { weekdays: ['fri'], from: '22:00', to: '06:00', timeZone: 'UTC' };

const lunch: Blackout = { weekdays: ['sun', 'tue'], from: '11:30', to: '12:45', timeZone: 'UTC' };
const late: Blackout = { weekdays: ['sat'], from: '23:30', to: '00:30', timeZone: 'UTC' };

const rows: [string, Blackout, string, boolean][] = [
  ['a second before it begins', dated, '2026-12-23T23:59:59Z', false],
  ['as it begins', dated, '2026-12-24T00:00:00Z', true],
  ['a second before it ends', dated, '2027-01-02T23:59:59Z', true],
  ['as it ends', dated, '2027-01-03T00:00:00Z', false],
  ['Friday night in UTC is Saturday in Tokyo', weekend, '2027-03-05T15:00:00Z', true],
  ['the last second of Friday in Tokyo', weekend, '2027-03-05T14:59:59Z', false],
  ['the last second of Sunday in Tokyo', weekend, '2027-03-07T14:59:59Z', true],
  ['Monday in Tokyo', weekend, '2027-03-07T15:00:00Z', false],
  ['Monday at nine', office, '2027-03-01T09:00:00Z', true],
  ['Monday at six in the evening', office, '2027-03-01T18:00:00Z', false],
  ['a minute before lunch', lunch, '2027-03-02T11:29:59Z', false],
  ['at lunch', lunch, '2027-03-02T11:30:00Z', true],
  ['the last minute of lunch', lunch, '2027-03-02T12:44:59Z', true],
  ['after lunch', lunch, '2027-03-02T12:45:00Z', false],
  ['lunch on a Sunday', lunch, '2027-03-07T12:00:00Z', true],
  ['lunch on a day that is not named', lunch, '2027-03-03T12:00:00Z', false],
  ['Saturday late', late, '2027-03-06T23:30:00Z', true],
  ['the first half hour of Sunday', late, '2027-03-07T00:29:00Z', true],
  ['the second half hour of Sunday', late, '2027-03-07T00:30:00Z', false],
  ['the first half hour of Saturday', late, '2027-03-06T00:10:00Z', false],
  ['Friday late', night, '2027-03-05T22:00:00Z', true],
  ['the small hours after Friday', night, '2027-03-06T05:59:00Z', true],
  ['the small hours before Friday', night, '2027-03-05T05:59:00Z', false],
];

for (const [title, blackout, at, expected] of rows) {
  test(`${title}: ${expected ? 'held back' : 'free'}`, (t) => {
    t.is(isBlackedOut([blackout], new Date(at)), expected);
  });
}
