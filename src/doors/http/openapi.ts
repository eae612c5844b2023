import swagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger';
import type { FastifyContextConfig } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logAnswerSchema, logEntrySchema, verificationSchema } from '../../contract/access-log.ts';
import { recordTypeViewSchema } from '../../contract/catalogue.ts';
import { problemSchema } from '../../contract/common.ts';
import { importViewSchema } from '../../contract/imports.ts';
import { organisationViewSchema } from '../../contract/organisation.ts';
import {
  aggregateAnswerSchema,
  explanationSchema,
  filterSchema,
  historyAnswerSchema,
  listAnswerSchema,
  readAnswerSchema,
  recordSchema,
  writeAnswerSchema,
} from '../../contract/records.ts';
import { credentialViewSchema, meSchema, purposeViewSchema } from '../../contract/session.ts';
import type { Access, App } from './app.ts';
import { TAGS } from './operation.ts';
import { PROBLEM_TYPE } from './problems.ts';

/** The OpenAPI 3.1 document, made from the schemas that validate. */

const NAMED = {
  Problem: problemSchema,
  Me: meSchema,
  Purpose: purposeViewSchema,
  Credential: credentialViewSchema,
  RecordType: recordTypeViewSchema,
  Filter: filterSchema,
  Record: recordSchema,
  ListAnswer: listAnswerSchema,
  ReadAnswer: readAnswerSchema,
  WriteAnswer: writeAnswerSchema,
  AggregateAnswer: aggregateAnswerSchema,
  HistoryAnswer: historyAnswerSchema,
  Explanation: explanationSchema,
  Import: importViewSchema,
  LogEntry: logEntrySchema,
  LogAnswer: logAnswerSchema,
  Verification: verificationSchema,
  Organisation: organisationViewSchema,
};
for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { id });

const INFO = `Field-level governed access to a company's customer data.

- **Purpose.** Every request for customer data states one as \`fencun-purpose\`.
- **Session.** A cookie; send \`csrfToken\` of the session as \`x-csrf-token\` with everything that changes something.
- **API token.** \`Authorization: Bearer fct_…\`; no CSRF token.
- **Versions.** \`ETag\` of a record is its version; changes send it back as \`If-Match\`.
- **Repeats.** \`Idempotency-Key\` makes a repeated write harmless.
- **Problems.** RFC 9457, \`application/problem+json\`, with a stable \`code\`; \`Accept-Language\` picks zh-CN or en.
- **Every answer** carries \`x-request-id\` and is never cached.`;

export async function describeApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Fencun', version, description: INFO },
      tags: Object.entries(TAGS).map(([name, { en }]) => ({ name, description: en })),
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-fencun',
            description: '`fencun` without TLS.',
          },
          csrf: {
            type: 'apiKey',
            in: 'header',
            name: 'x-csrf-token',
            description: '`csrfToken` of the session.',
          },
          token: { type: 'http', scheme: 'bearer', description: 'An API token, `fct_…`.' },
        },
      },
    },
    transform: describeRoute,
    transformObject: (document) => tidy(jsonSchemaTransformObject(document) as Document),
  });
}

const describeSchemas = createJsonSchemaTransform({});

/** Adds what all routes share: who may call it, and that anything else is a problem. */
const describeRoute: SwaggerTransform = (parts) => {
  const { schema, url } = describeSchemas(parts as Parameters<typeof describeSchemas>[0]);
  const { config, method } = parts.route as { config?: FastifyContextConfig; method: string };
  if (schema === undefined || schema.hide === true) return { schema: { ...schema, hide: true }, url };
  const response = {
    ...(schema.response as object),
    default: {
      description: 'What was refused or failed.',
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
  return { schema: { ...schema, response, security: securityOf(config?.access, method) }, url };
};

type Security = Readonly<Record<string, readonly string[]>>;

function securityOf(access: Access = 'signed-in', method: string): Security[] {
  if (access === 'anyone') return [];
  const session: Security = method === 'GET' ? { session: [] } : { session: [], csrf: [] };
  return access === 'session' ? [session] : [session, { token: [] }];
}

type Operation = {
  operationId?: string;
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
  responses?: Record<string, { description: string }>;
};
type Document = {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
};

const FILE = {
  type: 'object',
  properties: { file: { type: 'string', format: 'binary' } },
  required: ['file'],
};

/** What the generator leaves to say: the form of an upload, the name of a wildcard, and no schema that nobody uses. */
function tidy(document: Document): ReturnType<SwaggerTransformObject> {
  const paths: NonNullable<Document['paths']> = {};
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const operation of Object.values(methods)) tidyOperation(operation);
    paths[path.replace('{*}', '{path}')] = methods;
  }
  const schemas = { ...document.components?.schemas };
  const written = JSON.stringify(paths);
  for (const name of Object.keys(schemas)) {
    if (name.endsWith('Input') && !written.includes(`schemas/${name}"`)) delete schemas[name];
  }
  return {
    ...document,
    paths,
    components: { ...document.components, schemas },
  } as ReturnType<SwaggerTransformObject>;
}

function tidyOperation(operation: Operation): void {
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === 'path' && parameter.name === '*') parameter.name = 'path';
  }
  for (const response of Object.values(operation.responses ?? {})) {
    if (response.description === 'Default Response') response.description = 'The answer.';
  }
  if (operation.operationId === 'uploadImport') {
    operation.requestBody = { required: true, content: { 'multipart/form-data': { schema: FILE } } };
  }
}
