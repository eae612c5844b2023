import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ProblemBody } from '../../contract/common.ts';
import { Problem, type ProblemCode, type ProblemParameters } from '../../contract/problem.ts';
import type { Logger } from '../../platform/log.ts';
import { fieldErrors } from './field-errors.ts';
import { LANGUAGE_TAGS, type Language, languageOfRequest } from './language.ts';

/** The one place where refusals and failures become answers (RFC 9457), in the reader's language. */

export const PROBLEM_TYPE = 'application/problem+json';
/** The most that a body may hold; uploads have a limit of their own. */
export const BODY_BYTES = 1_048_576;
/** Where the reference explains a problem; `type` of RFC 9457 section 3.1.1. */
const problemTypeOf = (code: ProblemCode): string => `/api/docs#problem-${code}`;

type Failure = Readonly<{ problem: Problem; status: number; errors?: (language: Language) => Errors }>;
type Errors = NonNullable<ProblemBody['errors']>;

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const failure = failureOf(error, request);
  const { problem, status } = failure;
  const language = languageOfRequest(request);
  note(error, failure, request, log);
  const errors = failure.errors?.(language);
  const body: ProblemBody = {
    type: problemTypeOf(problem.code),
    title: problem.title(language),
    status,
    detail: problem.detail(language),
    code: problem.code,
    request: request.id,
    instance: `urn:uuid:${request.id}`,
    ...accessRequestOf(problem, request, language),
    ...(errors === undefined ? {} : { errors }),
  };
  reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      'content-language': LANGUAGE_TAGS[language],
      vary: 'accept-language',
      'x-request-id': request.id,
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="fencun"' } : {}),
      ...retryAfter(problem),
    })
    .type(PROBLEM_TYPE)
    // A text, so that no serializer for a successful answer lays hands on it.
    .send(JSON.stringify(body));
}

/** The same for a door with an error format of its own: which problem it is. */
export function problemOf(error: unknown, request: FastifyRequest, log: Logger): Problem {
  const failure = failureOf(error, request);
  note(error, failure, request, log);
  return failure.problem;
}

function note(error: unknown, { problem, status }: Failure, { id }: FastifyRequest, log: Logger): void {
  if (status >= 500) log.error('request failed', { request: id, ...factsOf(error, problem) });
}

/** Refused for want of right, and not because there is nothing: whether a record exists is never said. */
const REQUESTABLE: readonly ProblemCode[] = ['forbidden', 'field-not-revealable'];
/** What somebody may get more of by asking: readings. A refused change, print or copy is not asked for there. */
const READINGS: ReadonlySet<string> = new Set([
  'queryRecords',
  'listRecords',
  'readRecord',
  'revealFields',
  'readHistory',
  'listRelated',
  'aggregateRecords',
]);

/**
 * Says by machine that a refused reading can be asked for, to whoever may ask: who holds an office asks for nothing.
 * The same for every record that was asked about, so that it tells nothing of any; `evaluation_id` is the request,
 * under which the refusal stands in the access log.
 */
function accessRequestOf(
  { code }: Problem,
  request: FastifyRequest,
  language: Language,
): Pick<ProblemBody, 'access_request'> {
  const operation = request.routeOptions.schema?.operationId ?? '';
  const caller = request.signedIn?.caller;
  // Of a token it isn't known whether its person holds an office.
  const mayAsk = caller?.credential.kind === 'session' && caller.office === null;
  if (!REQUESTABLE.includes(code) || !READINGS.has(operation) || !mayAsk) return {};
  const { title, description } = ASK_FOR_IT[language];
  return {
    access_request: {
      endpoint: '/api/v1/requests',
      evaluation_id: request.id,
      display: { title, description },
    },
  };
}

const ASK_FOR_IT: Readonly<Record<Language, Readonly<{ title: string; description: string }>>> = {
  zh: { title: '申请访问', description: '说明字段、记录、目的与理由，由负责人审批。' },
  en: {
    title: 'Ask for access',
    description: 'Say which fields of which records, for which purpose and why; those responsible decide.',
  },
};

function retryAfter({ status, parameters }: Problem): Record<string, string> {
  const { waitSeconds } = parameters;
  if (status === 503) return { 'retry-after': '5' };
  return status === 429 && waitSeconds !== undefined ? { 'retry-after': String(waitSeconds) } : {};
}

function failureOf(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof Problem) return { problem: error, status: error.status };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { validation } = error;
    return {
      ...refused('invalid-input', detail('请检查标出的部分。', 'Check the parts named in “errors”.')),
      errors: (language) => fieldErrors(validation, language),
    };
  }
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>;
  const known = KNOWN[code];
  if (known !== undefined) return known(request);
  if (statusCode >= 400 && statusCode < 500) return unclear();
  return refused('internal');
}

function refused(code: ProblemCode, parameters: ProblemParameters = {}): Failure {
  const problem = new Problem(code, parameters);
  return { problem, status: problem.status };
}

function detail(zh: string, en: string): ProblemParameters {
  return { 'detail.zh': zh, 'detail.en': en };
}

const badJson = () =>
  refused('invalid-input', detail('请求内容不是有效的 JSON。', 'The body is not valid JSON.'));
const unclear = () =>
  refused('invalid-input', detail('无法理解该请求。', 'The request cannot be understood.'));
const badForm = () =>
  refused(
    'invalid-input',
    detail('上传的表单不完整或有误。', 'The uploaded form is incomplete or malformed.'),
  );
const tooLarge = ({ routeOptions }: FastifyRequest) => {
  const bytes = routeOptions.bodyLimit ?? BODY_BYTES;
  return refused('too-large', { limit: bytes < 1_048_576 ? `${bytes >> 10} KB` : `${bytes >> 20} MB` });
};
const wrongType = () => refused('unsupported-content', { expected: 'application/json' });

/** What Fastify and its plugins refuse by themselves, by their error codes. */
const KNOWN: Readonly<Record<string, (request: FastifyRequest) => Failure>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: wrongType,
  FST_ERR_CTP_INVALID_JSON_BODY: badJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: badJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: unclear,
  FST_ERR_BAD_URL: () => refused('not-found'),
  FST_ERR_NOT_FOUND: () => refused('not-found'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () =>
    refused('unsupported-content', { expected: 'multipart/form-data' }),
  FST_PARTS_LIMIT: badForm,
  FST_FILES_LIMIT: badForm,
  FST_FIELDS_LIMIT: badForm,
  FST_PROTO_VIOLATION: badForm,
  ERR_STREAM_PREMATURE_CLOSE: badForm,
};

/**
 * What helps to find the fault. Never the message: drivers and libraries quote the value that they choked on, and it
 * may be a customer's.
 */
function factsOf(error: unknown, problem: Problem): Readonly<Record<string, string | null>> {
  const cause = error instanceof Problem ? error.cause : error;
  return { problem: problem.code, error: nameOf(error), cause: nameOf(cause), at: framesOf(cause ?? error) };
}

function nameOf(error: unknown): string | null {
  if (!(error instanceof Error)) return error === undefined ? null : typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.constructor.name}${code}`;
}

function framesOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return frames
    .slice(0, 8)
    .map((line) => line.trim())
    .join(' < ');
}
