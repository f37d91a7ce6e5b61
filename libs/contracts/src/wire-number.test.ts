import fc from 'fast-check';
import { fromWireInteger, fromWireNumber, toWireInteger, toWireNumber } from './wire-number.js';

it('carries every float64 through JSON unchanged', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(fromWireNumber(JSON.parse(JSON.stringify(toWireNumber(value))))).toBe(value);
    }),
  );
});

it('spells the four numbers that JSON cannot hold', () => {
  expect([NaN, Infinity, -Infinity, -0].map(toWireNumber)).toEqual(['NaN', 'Infinity', '-Infinity', '-0']);
});

it('carries every 64-bit integer through JSON unchanged', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(fromWireInteger(JSON.parse(JSON.stringify(toWireInteger(value))))).toBe(value);
    }),
  );
});

it('refuses an integer that a JSON number has already rounded', () => {
  expect(fromWireInteger(2 ** 53)).toBeUndefined();
  expect(fromWireInteger(String(2n ** 63n))).toBeUndefined();
  expect(fromWireInteger('1e3')).toBeUndefined();
});

it('takes no other word for a number', () => {
  expect(fromWireNumber('constructor')).toBeUndefined();
  expect(fromWireNumber('nan')).toBeUndefined();
});
