import { canonicalJson, configValue } from './config-value.js';

it('finds a value at a dotted path, through lists and through keys that contain dots', () => {
  const config = { model: { layers: [{ width: 8 }] }, 'lr.max': { 'warm.up': 3 }, lr: { min: 1 }, none: null };
  expect(configValue(config, 'model.layers.0.width')).toBe(8);
  expect(configValue(config, 'lr.max.warm.up')).toBe(3);
  expect(configValue(config, 'lr.min')).toBe(1);
  expect(configValue(config, 'none')).toBeNull();
  expect(configValue(config, 'model.depth')).toBeUndefined();
  expect(configValue(config, 'constructor')).toBeUndefined();
});

it('writes equal values as equal text, whatever the order of their members', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ a: true, b: [1, { c: 'x', d: null }] })).toBe(
    canonicalJson({ b: [1, { d: null, c: 'x' }], a: true }),
  );
});
