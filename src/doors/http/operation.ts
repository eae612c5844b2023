import type { z } from 'zod';
import type { Label } from '../../kernel/record-type.ts';

/** The groups of the reference, in its order. */
export const TAGS = {
  session: { zh: '登录与凭据', en: 'Session and credentials' },
  records: { zh: '客户记录', en: 'Customer records' },
  consent: { zh: '同意与客户权利', en: 'Consent and the wishes of customers' },
  sharing: { zh: '申请与授权', en: 'Requests and grants' },
  reviews: { zh: '权限复核', en: 'Reviews of authority' },
  imports: { zh: '导入', en: 'Imports' },
  exports: { zh: '导出', en: 'Exports' },
  log: { zh: '访问日志', en: 'Access log' },
  organisation: { zh: '组织', en: 'Organisation' },
  catalogue: { zh: '字段目录', en: 'Field catalogue' },
  policy: { zh: '授权规则与目的', en: 'Rules and purposes' },
  operation: { zh: '运行', en: 'Operation' },
} as const satisfies Record<string, Label>;
type Tag = keyof typeof TAGS;

type About = Readonly<{ id: string; tag: Tag; zh: string; en: string; more?: Label }>;

type Parts = Readonly<{
  params?: z.ZodType;
  querystring?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  response: Readonly<Record<number, z.ZodType | ContentAnswer>>;
}>;
type ContentAnswer = Readonly<{ description: string; content: Record<string, { schema: z.ZodType }> }>;

/**
 * One schema for validation, types and the reference. A body is taken strictly: a property that we don't know is
 * refused, for it may be a misspelt condition, and dropping one would answer more than was asked.
 */
export function operation<const P extends Parts>(about: About, parts: P) {
  const { body } = parts;
  return {
    ...parts,
    ...(isObjectSchema(body) ? { body: body.strict() } : {}),
    operationId: about.id,
    tags: [about.tag],
    summary: about.en,
    ...(about.more === undefined ? {} : { description: about.more.en }),
    'x-zh': { summary: about.zh, description: about.more?.zh ?? '' },
  } as P & { operationId: string; tags: string[]; summary: string };
}

function isObjectSchema(schema: z.ZodType | undefined): schema is z.ZodObject {
  return schema !== undefined && 'strict' in schema && typeof schema.strict === 'function';
}

/** An answer that is no JSON. */
export function contentAnswer(type: string, schema: z.ZodType, description: string): ContentAnswer {
  return { description, content: { [type]: { schema } } };
}
