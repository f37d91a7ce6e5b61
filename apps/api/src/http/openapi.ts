import { type ProblemCode, PROBLEMS } from '@graticule/contracts';
import { z } from 'zod';
import type { Answer, Content, RouteDocument } from './route-document.js';

const EVERYWHERE: readonly ProblemCode[] = ['INTERNAL', 'STORE_UNAVAILABLE'];

const ProblemDocument = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; listed in docs/errors.md.'),
    detail: z.string().describe('What happened.'),
    action: z.string().describe('What to do about it.'),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The OpenAPI 3.1 document of these routes. Components are every contract that has an `id` in its meta. */
export function openApiOf(routes: readonly RouteDocument[]): object {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Graticule',
      version: '1',
      description: 'The write path. Reading in depth is GraphQL at /graphql. Problems are RFC 9457 documents.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or the token of a run’s attempt.' },
      },
      schemas: Object.fromEntries(Object.entries(schemas).map(([id, { $id, $schema, ...schema }]) => [id, schema])),
    },
  };
}

function operationOf(route: RouteDocument): object {
  const problems = [...(route.problems ?? []), ...EVERYWHERE, ...(route.permission === 'public' ? [] : DENIALS)];
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)] as const);
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.permission === 'public'
      ? { security: [] }
      : { description: `Needs the permission \`${route.permission}\`.` }),
    parameters: parametersOf(route),
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body) } } : {}),
    responses: { ...Object.fromEntries(answers), ...problemAnswers(problems) },
  };
}

const DENIALS: readonly ProblemCode[] = ['UNAUTHENTICATED', 'FORBIDDEN'];

function parametersOf(route: RouteDocument): object[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: inline(schema),
  }));
  const header = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } };
  return [...inPath, ...inQuery, ...(route.idempotent ? [header] : [])];
}

function answerOf({ description, content }: Answer): object {
  return { description, ...(content ? { content: contentOf(content) } : {}) };
}

function contentOf(content: z.ZodType | Content): object {
  if (content instanceof z.ZodType) return { 'application/json': { schema: refTo(content) } };
  return Object.fromEntries(
    Object.entries(content).map(([media, schema]) => [
      media,
      schema === 'binary' ? {} : { schema: schema === 'text' ? { type: 'string' } : refTo(schema) },
    ]),
  );
}

function problemAnswers(codes: readonly ProblemCode[]): Record<string, object> {
  const answers: Record<string, { description: string; content: object }> = {};
  for (const code of new Set(codes)) {
    const known = answers[PROBLEMS[code][0]];
    if (known) known.description += `, ${code}`;
    else {
      const content = { 'application/problem+json': { schema: refTo(ProblemDocument) } };
      answers[PROBLEMS[code][0]] = { description: code, content };
    }
  }
  return answers;
}

function refTo(schema: z.ZodType): object {
  const id = z.globalRegistry.get(schema)?.id;
  return id === undefined ? inline(schema) : { $ref: `#/components/schemas/${id}` };
}

function inline(schema: z.core.$ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
