import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('reads numbers, and has values for what is not set', () => {
    expect(readSettings({ GRATICULE_PORT: ' 0 ', GRATICULE_WORKERS: '2' })).toMatchObject({ port: 0, workers: 2 });
    expect(readSettings({ GRATICULE_PORT: '' })).toMatchObject({ port: 4600, workers: 1 });
  });

  it.each(['http', '-1', '65536', '4600.5', '1e3'])('says what a port is when it is %j', (port) => {
    expect(() => readSettings({ GRATICULE_PORT: port })).toThrow(
      `GRATICULE_PORT: must be a port, 0 to 65535; got ${port}`,
    );
  });

  it('names each number that cannot be used', () => {
    expect(() => readSettings({ GRATICULE_PORT: 'x', GRATICULE_WORKERS: '65' })).toThrow(
      /GRATICULE_PORT: must be a port[^]*GRATICULE_WORKERS: must be a number of workers, 0 to 64; got 65/,
    );
  });
});
