import { configOverrides, parseSeed, parseSeeds } from './config-overrides.js';

describe('configOverrides', () => {
  it('builds the nested config that dotted paths describe', () => {
    expect(configOverrides(['optimizer.weightDecay=0.3', 'optimizer.beta1=0.9', 'steps=100'])).toEqual({
      optimizer: { weightDecay: 0.3, beta1: 0.9 },
      steps: 100,
    });
  });

  it('reads a value as JSON where it is JSON and as text where it is not', () => {
    expect(configOverrides(['a=true', 'b=null', 'c=[1,2]', 'd="007"', 'e=class-balanced', 'f=', 'g=x=y'])).toEqual({
      a: true,
      b: null,
      c: [1, 2],
      d: '007',
      e: 'class-balanced',
      f: '',
      g: 'x=y',
    });
  });

  it('lets the last of two settings of one path win, also over a whole branch', () => {
    expect(configOverrides(['a.b=1', 'a.b=2'])).toEqual({ a: { b: 2 } });
    expect(configOverrides(['a=1', 'a.b=2'])).toEqual({ a: { b: 2 } });
  });

  it.each(['', 'a', '=1', 'a..b=1', '.a=1'])('refuses %j, which has no path or no value', (setting) => {
    expect(() => configOverrides([setting])).toThrow(/no path and value/);
  });

  it('does not touch the prototype of objects', () => {
    expect(() => configOverrides(['__proto__.polluted=1'])).toThrow(/cannot be used/);
    expect(() => configOverrides(['a.constructor.prototype.x=1'])).toThrow(/cannot be used/);
    expect(configOverrides(['a={"__proto__":{"polluted":1}}'])).toBeDefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('parseSeed', () => {
  it('reads one integer', () => {
    expect([parseSeed('0'), parseSeed(' 5')]).toEqual([0, 5]);
  });

  it.each(['', 'x', '5,6', '0..4', '1.5', '-1', '9007199254740993'])('refuses %j', (text) => {
    expect(() => parseSeed(text)).toThrow(/^--seed takes one integer, such as 5$/);
  });
});

describe('parseSeeds', () => {
  it('reads lists and ranges', () => {
    expect(parseSeeds('3')).toEqual([3]);
    expect(parseSeeds('0,2, 5')).toEqual([0, 2, 5]);
    expect(parseSeeds('1..4')).toEqual([1, 2, 3, 4]);
  });

  it.each(['', 'x', '1,', '4..1', '0..100', '1.5'])('refuses %j', (text) => {
    expect(() => parseSeeds(text)).toThrow(/not a list of seeds/);
  });
});
