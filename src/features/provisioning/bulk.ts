import { Problem } from '../../contract/problem.ts';
import { isObject, type Json, type JsonObject } from './attributes.ts';
import { BULK_OPERATIONS_MAX } from './discovery.ts';
import { errorOf } from './errors.ts';
import { createGroup, patchGroup, removeGroup, replaceGroup } from './groups.ts';
import { badSyntax, badValue, ScimRefusal } from './refusal.ts';
import { locationOf, type Resource, versionOf } from './resource.ts';
import { createUser, patchUser, removeUser, replaceUser } from './users.ts';
import type { ScimAct, Workshop } from './workshop.ts';

/** Many operations in one request (RFC 7644 section 3.7), each a transaction of its own. */

export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

type Operation = Readonly<{
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  type: 'Users' | 'Groups';
  /** Of the resource, or `bulkId:…` of one that is made in the same request; null for a new one. */
  id: string | null;
  bulkId: string | null;
  version: string | null;
  data: unknown;
}>;

export async function bulk(workshop: Workshop, act: ScimAct, body: unknown): Promise<JsonObject> {
  const { operations, failOnErrors } = requestOf(body);
  const made = new Map<string, string>();
  const results: JsonObject[] = [];
  let failures = 0;
  let waiting = operations;
  // An operation waits for those that make what it refers to; one that waits for itself, even by way of others, fails.
  while (waiting.length > 0 && (failOnErrors === null || failures < failOnErrors)) {
    const later: Operation[] = [];
    const upcoming = new Set(waiting.flatMap(({ bulkId }) => bulkId ?? []));
    let isMoving = false;
    for (const operation of waiting) {
      if (failOnErrors !== null && failures >= failOnErrors) break;
      if (referencesOf(operation).some((id) => !made.has(id) && upcoming.has(id))) {
        later.push(operation);
        continue;
      }
      isMoving = true;
      if (operation.bulkId !== null) upcoming.delete(operation.bulkId);
      const result = await perform(workshop, act, operation, made);
      if (result.response !== undefined) failures += 1;
      results.push(result);
    }
    if (!isMoving) {
      const refusal = new ScimRefusal(409, null, 'The operations refer to each other in a circle.');
      results.push(...later.map((operation) => failed(operation, refusal)));
      break;
    }
    waiting = later;
  }
  return { schemas: [BULK_RESPONSE], Operations: results };
}

function requestOf(
  body: unknown,
): Readonly<{ operations: readonly Operation[]; failOnErrors: number | null }> {
  if (!isObject(body) || !Array.isArray(body.schemas) || !body.schemas.includes(BULK_REQUEST)) {
    throw badSyntax(`“schemas” names ${BULK_REQUEST}.`);
  }
  const { Operations: operations, failOnErrors = null } = body;
  if (!Array.isArray(operations)) throw badSyntax('“Operations” is a list of operations.');
  if (operations.length > BULK_OPERATIONS_MAX) {
    throw new ScimRefusal(413, 'tooMany', `At most ${BULK_OPERATIONS_MAX} operations are taken at once.`);
  }
  if (failOnErrors !== null && (typeof failOnErrors !== 'number' || failOnErrors < 1)) {
    throw badSyntax('“failOnErrors” is a number from 1 on.');
  }
  return { operations: operations.map(operationOf), failOnErrors };
}

function operationOf(sent: unknown): Operation {
  if (!isObject(sent)) throw badSyntax('An operation is an object.');
  const { method, path, bulkId = null, version = null, data } = sent;
  const name = typeof method === 'string' ? method.toUpperCase() : '';
  if (name !== 'POST' && name !== 'PUT' && name !== 'PATCH' && name !== 'DELETE') {
    throw badSyntax('“method” is POST, PUT, PATCH or DELETE.');
  }
  const found = typeof path === 'string' ? /^\/(Users|Groups)(?:\/([^/]{1,120}))?$/.exec(path) : null;
  const type = found?.[1];
  const id = found?.[2] ?? null;
  if ((type !== 'Users' && type !== 'Groups') || (id === null) !== (name === 'POST')) {
    throw badSyntax('“path” is /Users or /Groups, with an id unless something is made.');
  }
  if (bulkId !== null && typeof bulkId !== 'string') throw badSyntax('“bulkId” is a text.');
  if (name === 'POST' && bulkId === null) throw badSyntax('What is made needs a “bulkId”.');
  return { method: name, type, id, bulkId, version: typeof version === 'string' ? version : null, data };
}

const REFERENCE = /^bulkId:(.+)$/;

function referencesOf({ id, data }: Operation): readonly string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') found.push(...(REFERENCE.exec(value)?.slice(1) ?? []));
    else if (Array.isArray(value)) for (const each of value) look(each);
    else if (isObject(value)) for (const each of Object.values(value)) look(each);
  };
  look(id);
  look(data);
  return found;
}

function resolved(value: unknown, made: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const reference = REFERENCE.exec(value)?.[1];
    if (reference === undefined) return value;
    const id = made.get(reference);
    if (id === undefined) throw badValue('The “bulkId” that is referred to was not made.');
    return id;
  }
  if (Array.isArray(value)) return value.map((each) => resolved(each, made));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each, made)]));
}

async function perform(
  workshop: Workshop,
  act: ScimAct,
  operation: Operation,
  made: Map<string, string>,
): Promise<JsonObject> {
  try {
    const id = operation.id === null ? null : String(resolved(operation.id, made));
    const data = resolved(operation.data, made);
    const resource = await run(workshop, act, operation, id, data);
    const own = resource === null ? (id ?? '') : String(resource.id);
    if (operation.bulkId !== null) made.set(operation.bulkId, own);
    const status = operation.method === 'POST' ? '201' : operation.method === 'DELETE' ? '204' : '200';
    return {
      ...headOf(operation),
      location: locationOf(act.base, operation.type, own),
      ...(resource === null ? {} : { version: versionOf(resource) }),
      status,
    };
  } catch (error) {
    if (error instanceof ScimRefusal || error instanceof Problem) return failed(operation, error);
    throw error;
  }
}

function headOf({ method, bulkId }: Operation): Record<string, Json> {
  return { method, ...(bulkId === null ? {} : { bulkId }) };
}

function failed(operation: Operation, error: ScimRefusal | Problem): JsonObject {
  const response = errorOf(error);
  return { ...headOf(operation), status: String(response.status), response };
}

async function run(
  workshop: Workshop,
  act: ScimAct,
  { method, type, version }: Operation,
  id: string | null,
  data: unknown,
): Promise<Resource | null> {
  const isUser = type === 'Users';
  if (id === null) return isUser ? createUser(workshop, act, data) : createGroup(workshop, act, data);
  const change = { id, ifMatch: version };
  switch (method) {
    case 'PUT':
      return isUser ? replaceUser(workshop, act, change, data) : replaceGroup(workshop, act, change, data);
    case 'PATCH':
      return isUser ? patchUser(workshop, act, change, data) : patchGroup(workshop, act, change, data);
    default:
      await (isUser ? removeUser(workshop, act, change) : removeGroup(workshop, act, change));
      return null;
  }
}
