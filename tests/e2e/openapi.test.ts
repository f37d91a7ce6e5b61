import { Validator } from '@seriousme/openapi-schema-validator';
import { ROUTES } from '@graticule/api/routes';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
const served = new Set<string>();
beforeAll(async () => {
  api = await startApi({
    before: (app) => {
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRoute', ({ method, url }: { method: string | string[]; url: string }) => {
          for (const each of [method].flat()) served.add(`${each} ${url}`);
        });
    },
  });
});
afterAll(() => api.close());

it('is a valid OpenAPI 3.1 document', async () => {
  const { body } = await (await api.client()).get('/api/v1/openapi.json');
  const { valid, errors } = await new Validator().validate(structuredClone(body));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

it('documents exactly the routes that are served', () => {
  const documented = ROUTES.map(
    ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  const real = [...served].filter(
    (route) => !route.startsWith('HEAD ') && !route.startsWith('OPTIONS ') && !route.includes('/graphql'),
  );
  expect(documented.toSorted()).toEqual(real.toSorted());
});

it('gives every operation an id of its own', () => {
  expect(new Set(ROUTES.map(({ operation }) => operation)).size).toBe(ROUTES.length);
});
