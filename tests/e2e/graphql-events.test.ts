import { ApiClient, type Json } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

const EVENTS = `subscription ($project: ID!, $after: Int64) {
  runEvents(project: $project, after: $after) { number from to actor run { id status } } }`;

async function project(slug: string): Promise<string> {
  await owner.post('/api/v1/projects', { slug });
  return slug;
}

async function endedRun(slug: string): Promise<string> {
  const { body } = await owner.post<{ id: string }>(`/api/v1/projects/${slug}/runs`);
  await owner.post(`/api/v1/runs/${body.id}/finish`);
  return body.id;
}

async function take(stream: AsyncIterator<Json>, count: number): Promise<Json[]> {
  const events = [];
  for (let i = 0; i < count; i++) events.push((await stream.next()).value?.data?.runEvents);
  return events;
}

it('streams the changes of a project in order, and resumes after a number', async () => {
  const slug = await project('events');
  const stream = owner.subscribe(EVENTS, { project: slug, after: '0' });
  const first = await endedRun(slug);
  const seen = await take(stream, 2);
  expect(seen.map(({ to, run }) => [to, run.id])).toEqual([
    ['RUNNING', first],
    ['FINISHED', first],
  ]);
  await stream.return?.();

  const second = await endedRun(slug);
  const resumed = owner.subscribe(EVENTS, { project: slug, after: seen[1].number });
  const rest = await take(resumed, 2);
  expect(rest.map(({ to, run }) => [to, run.id])).toEqual([
    ['RUNNING', second],
    ['FINISHED', second],
  ]);
  const numbers = [...seen, ...rest].map(({ number }) => Number(number));
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  await resumed.return?.();
});

it('refuses a subscriber without a credential, without the permission, and of a project that is not there', async () => {
  const workers = await api.client(['workers:run']);
  for (const [client, slug, code] of [
    [new ApiClient(api.url, undefined), 'default', 'UNAUTHENTICATED'],
    [workers, 'default', 'FORBIDDEN'],
    [owner, 'nowhere', 'NOT_FOUND'],
  ] as const) {
    const answer = await client
      .subscribe(EVENTS, { project: slug })
      .next()
      .then(
        ({ value }) => value?.errors,
        (error: unknown) => error,
      );
    expect(JSON.stringify(answer)).toContain(code);
  }
});
