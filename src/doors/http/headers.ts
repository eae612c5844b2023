import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../contract/problem.ts';
import type { WriteOptions } from '../../gateway/door.ts';
import { canonicalJson } from './canonical-json.ts';

/** The request headers that mean something here, each with its schema. Others pass unseen. */

export const purposeCodeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/)
  .describe('The purpose under which customer data is asked for, one of those open to the caller.');
/** `Idempotency-Key` as draft-ietf-httpapi-idempotency-key-header has it: opaque, so quotes belong to it. */
const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .describe('Makes a repeated request harmless: the same key and content writes once and answers alike.');
const ifMatchSchema = z.string().describe('The version that the change is based on, as `ETag` gave it.');

export const purposeHeader = z.looseObject({ 'fencun-purpose': purposeCodeSchema.optional() });
export const writeHeaders = purposeHeader.extend({ 'idempotency-key': idempotencyKeySchema.optional() });
export const changeHeaders = writeHeaders.extend({ 'if-match': ifMatchSchema.optional() });
export const versionHeaders = z.looseObject({ 'if-match': ifMatchSchema.optional() });

const VERSION = /^"(0|[1-9]\d{0,14})"$/;

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version of `If-Match`, compared strongly (RFC 9110 section 13.1.1): one quoted number, as we gave it.
 *
 * @throws Problem `precondition-required` without the header, `invalid-input` for anything that is no version
 */
export function requiredVersion(request: FastifyRequest): number {
  const version = versionIfGiven(request);
  if (version === null) throw new Problem('precondition-required');
  return version;
}

export function versionIfGiven(request: FastifyRequest): number | null {
  const header = request.headers['if-match'];
  if (header === undefined || header === '') return null;
  const version = VERSION.exec(header)?.[1];
  if (version === undefined) {
    throw new Problem('invalid-input', {
      'detail.zh': 'If-Match 应为读取时得到的 ETag，例如 "3"。',
      'detail.en': 'If-Match must be the ETag that was read, such as "3".',
    });
  }
  return Number(version);
}

/** What makes a repeated write harmless: the key, and all that the request says. */
export function writeOptionsOf(request: FastifyRequest): WriteOptions {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return {};
  const path = request.url.split('?', 1)[0] ?? '';
  const said = [request.method, path, request.headers['if-match'] ?? null, request.body ?? null];
  return { idempotency: { key, content: canonicalJson(said) } };
}
