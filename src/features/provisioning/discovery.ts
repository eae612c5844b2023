import {
  type Attribute,
  CORE_GROUP,
  CORE_USER,
  ENTERPRISE_USER,
  type Json,
  type JsonObject,
  SCHEMAS,
} from './attributes.ts';
import { notFound } from './refusal.ts';
import { LIST_RESPONSE } from './resource.ts';

/** What this server can do, in its own words: RFC 7643 sections 5 to 7. */

export const BULK_OPERATIONS_MAX = 1000;
export const BULK_BYTES_MAX = 1_048_576;

export function serviceProviderConfig(base: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: BULK_OPERATIONS_MAX, maxPayloadSize: BULK_BYTES_MAX },
    filter: { supported: true, maxResults: 200 },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A provisioning token that the system administrator made.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/scim/v2/ServiceProviderConfig` },
  };
}

export function schemas(base: string): JsonObject {
  return inList(SCHEMAS.map((schema) => schemaOf(schema, base)));
}

/** @throws ScimRefusal 404 */
export function schema(base: string, id: string): JsonObject {
  const found = SCHEMAS.find((each) => each.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw notFound();
  return schemaOf(found, base);
}

function schemaOf({ id, name, description, attributes }: (typeof SCHEMAS)[number], base: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.map(attributeOf),
    meta: { resourceType: 'Schema', location: `${base}/scim/v2/Schemas/${id}` },
  };
}

function attributeOf(attribute: Attribute): JsonObject {
  const { name, type, description, many = false, required = false, caseExact = false } = attribute;
  const described: Record<string, Json> = {
    name,
    type,
    multiValued: many,
    description,
    required,
    mutability: attribute.readOnly === true ? 'readOnly' : 'readWrite',
    returned: 'default',
    uniqueness: attribute.unique === true ? 'server' : 'none',
  };
  if (type === 'string') described.caseExact = caseExact;
  if (attribute.sub !== undefined) described.subAttributes = attribute.sub.map(attributeOf);
  return described;
}

const TYPES = [
  {
    name: 'User',
    endpoint: '/Users',
    description: 'A person',
    schema: CORE_USER,
    schemaExtensions: [{ schema: ENTERPRISE_USER, required: false }],
  },
  { name: 'Group', endpoint: '/Groups', description: 'A position or department', schema: CORE_GROUP },
] as const;

export function resourceTypes(base: string): JsonObject {
  return inList(TYPES.map((type) => resourceTypeOf(type, base)));
}

/** @throws ScimRefusal 404 */
export function resourceType(base: string, name: string): JsonObject {
  const found = TYPES.find((each) => each.name === name);
  if (found === undefined) throw notFound();
  return resourceTypeOf(found, base);
}

function resourceTypeOf(type: (typeof TYPES)[number], base: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.name,
    ...type,
    meta: { resourceType: 'ResourceType', location: `${base}/scim/v2/ResourceTypes/${type.name}` },
  };
}

function inList(resources: readonly JsonObject[]): JsonObject {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
