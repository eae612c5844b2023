import type { FastifyInstance } from 'fastify';
import { Problem } from '../../contract/problem.ts';

/** No schema of ours is nearly as deep. */
export const JSON_DEPTH_MAX = 32;

/**
 * JSON is the only body that routes read. Its depth is measured before it is parsed: a megabyte of brackets takes a
 * parser half a second, in which nobody else is served.
 */
export function parseJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (!isTooDeep(text)) return parse(request, text, done);
    const parameters = { 'detail.zh': '内容嵌套过深。', 'detail.en': 'The body is nested too deeply.' };
    return done(new Problem('invalid-input', parameters));
  });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether objects and lists stand in one another more than {@link JSON_DEPTH_MAX} deep; what is no JSON may be either. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (inText) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) inText = false;
    } else if (sign === QUOTE) {
      inText = true;
    } else if (sign === 0x5b || sign === 0x7b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) return true;
    } else if (sign === 0x5d || sign === 0x7d) {
      depth -= 1;
    }
  }
  return false;
}
