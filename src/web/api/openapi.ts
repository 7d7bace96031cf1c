import { z } from 'zod';
import type { ApiRoute } from './api-route.ts';
import { API_ROUTES } from './routes/all-routes.ts';

type Json = Record<string, unknown>;

/**
 * The description of the API (OpenAPI 3.1), made of the same schemas that check requests and answers; kept as docs/openapi.json
 * by `npm run generate`.
 */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const route of API_ROUTES) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Wafa',
      version: '1',
      description:
        'Contacts, companies, purchases and what customers say, for other programs. See docs/api.md.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of `npx wafa api-keys create NAME`.' },
      },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  };
}

const problem = z.object({
  type: z.string().describe('urn:wafa:problem:KIND.'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

function operationOf(route: ApiRoute): Json {
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    ...(route.method === 'post' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: `${route.method} ${route.path}`.replace(/[^a-z]+/gi, '-').replace(/-$/, ''),
    summary: route.summary,
    tags: [route.tag],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(schemaOf(route.body, 'input')) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [
          status,
          { description: MEANINGS[status] ?? 'Done.', content: jsonContent(schemaOf(answer, 'output')) },
        ]),
      ),
      default: {
        description: 'What went wrong (RFC 9457).',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const MEANINGS: Record<string, string> = { 200: 'Done.', 201: 'Made.' };

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A text of your own for this request: sent again within a day, it does nothing more and gets the same answer.',
  schema: { type: 'string', maxLength: 255 },
};

function parametersOf(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  return Object.entries(schema.shape).map(([name, value]) => {
    const { description, ...rest } = schemaOf(value as z.ZodType, 'input');
    return {
      name,
      in: place,
      required: place === 'path',
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function jsonContent(schema: Json): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _draft, ...json } = z.toJSONSchema(schema, { io }) as Json;
  return json;
}
