import type { z } from 'zod';
import type { ApiKey } from '../../businesses/api-keys.ts';
import type { Tx } from '../../database/tables.ts';
import type { Workspace } from '../../schedule/workspace.ts';

/** What a route works with: one transaction, in which also the Idempotency-Key is kept. */
export interface ApiCall {
  tx: Tx;
  workspace: Workspace;
  key: ApiKey;
  /** Who it is in the history: `api: NAME`. */
  actor: string;
  now: Date;
}

type Method = 'get' | 'post' | 'patch' | 'delete';

/** One thing that can be asked; the description of the API is made of these. */
export interface ApiRoute {
  method: Method;
  /** Below /api/v1, with parameters in braces: `/contacts/{id}`. */
  path: string;
  summary: string;
  /** What it is about, for the description. */
  tag: string;
  params: z.ZodObject;
  query: z.ZodObject;
  /** Undefined where there is none. */
  body: z.ZodType | undefined;
  /** What is answered, by status; the first is the usual one. */
  answers: Readonly<Record<number, z.ZodType>>;
  run: (call: ApiCall, request: { params: never; query: never; body: never }) => Promise<ApiAnswer>;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

interface RouteParts<Params extends z.ZodObject, Query extends z.ZodObject, Body> {
  method: Method;
  path: string;
  summary: string;
  tag: string;
  params: Params;
  query: Query;
  body?: z.ZodType<Body>;
  answers: Readonly<Record<number, z.ZodType>>;
  run: (
    call: ApiCall,
    request: { params: z.output<Params>; query: z.output<Query>; body: Body },
  ) => Promise<ApiAnswer>;
}

/** Makes a route whose parts fit together. */
export function route<Params extends z.ZodObject, Query extends z.ZodObject, Body>(
  parts: RouteParts<Params, Query, Body>,
): ApiRoute {
  return { ...parts, body: parts.body, run: parts.run };
}
