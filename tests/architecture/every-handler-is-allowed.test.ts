import { PERMISSIONS } from '@graticule/contracts';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** What Nest writes on a method that answers HTTP or resolves a field. */
const HANDLER_MARKS = ['path', 'graphql:resolver_type', 'graphql:resolve_property'];
const ALLOWED: ReadonlySet<unknown> = new Set([...PERMISSIONS, 'public']);

const isAllowed = (target: object): boolean =>
  Reflect.getMetadataKeys(target).some((key) => ALLOWED.has(Reflect.getMetadata(key, target)));

it('names a permission on every handler, or on its class', () => {
  const discovery = api.app.get(DiscoveryService, { strict: false });
  const scanner = new MetadataScanner();
  const handlers = [...discovery.getProviders(), ...discovery.getControllers()].flatMap(({ metatype, instance }) => {
    if (typeof metatype !== 'function' || !instance || !Object.getPrototypeOf(instance)) return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name: `${metatype.name}.${name}`, metatype, method: prototype[name] as object }))
      .filter(({ method }) => HANDLER_MARKS.some((mark) => Reflect.hasMetadata(mark, method)));
  });
  expect(handlers.length).toBeGreaterThan(40);
  const bare = handlers.filter(({ metatype, method }) => !isAllowed(method) && !isAllowed(metatype));
  expect(bare.map(({ name }) => name)).toEqual([]);
});
