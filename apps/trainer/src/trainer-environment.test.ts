import { trainerEnvironment } from './trainer-environment.js';

it('reads the address, the data directory and the backend', () => {
  const given = { GRATICULE_URL: 'http://127.0.0.1:4600', GRATICULE_DATA: '/data', GRATICULE_BACKEND: 'wasm' };
  expect(trainerEnvironment(given)).toEqual({ url: given.GRATICULE_URL, dataDirectory: '/data', backend: 'wasm' });
  expect(trainerEnvironment({ GRATICULE_URL: 'http://a', GRATICULE_BACKEND: '' }).backend).toBeUndefined();
});

it('lists every problem at once', () => {
  expect(() => trainerEnvironment({ GRATICULE_BACKEND: 'abacus' })).toThrow(/GRATICULE_URL[^]*abacus/);
});
