import { Problem, type ProblemCode } from '../../contract/problem.ts';
import type { JsonObject } from './attributes.ts';
import type { ScimRefusal } from './refusal.ts';

export const SCIM_ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What a refusal of the organisation itself is to a provisioning client. */
const TYPES: Partial<Record<ProblemCode, string>> = {
  'already-exists': 'uniqueness',
  'invalid-input': 'invalidValue',
};

/** The error message of RFC 7644 section 3.12. The words are English, as the standard's are. */
export function errorOf(error: ScimRefusal | Problem): JsonObject {
  const scimType = error instanceof Problem ? (TYPES[error.code] ?? null) : error.scimType;
  return {
    schemas: [SCIM_ERROR],
    status: String(error.status),
    ...(scimType === null ? {} : { scimType }),
    detail: error instanceof Problem ? `${error.title('en')}. ${error.detail('en')}` : error.message,
  };
}
