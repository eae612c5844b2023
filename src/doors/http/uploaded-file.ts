import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../contract/problem.ts';

/** What a form brings: its first file, as it comes. */
export type UploadedFile = Readonly<{ fileName: string; content: Readable }>;

/** @throws Problem `invalid-input` for a form without a file; the content fails with `too-large` beyond the limit */
export async function uploadedFile(request: FastifyRequest, limitBytes: number): Promise<UploadedFile> {
  const file = await firstFile(request, limitBytes);
  if (file === undefined) {
    throw new Problem('invalid-input', {
      'detail.zh': '表单中没有文件。',
      'detail.en': 'The form holds no file.',
    });
  }
  const content = Readable.from(wholeFile(file.file, limitBytes), { objectMode: false });
  return { fileName: file.filename.slice(0, 200), content };
}

type FormFile = Awaited<ReturnType<FastifyRequest['file']>>;
type FileStream = NonNullable<FormFile>['file'];

/**
 * The parser says what is wrong with a form (no boundary, one that is too long, an end that is missing) by errors
 * without a code. Nothing but the form can make it fail.
 */
async function firstFile(request: FastifyRequest, limitBytes: number): Promise<FormFile> {
  try {
    return await request.file({ limits: { fileSize: limitBytes } });
  } catch (cause) {
    if (!(cause instanceof Error) || 'code' in cause) throw cause;
    const parameters = {
      'detail.zh': '上传的表单不完整或有误。',
      'detail.en': 'The uploaded form is incomplete or malformed.',
    };
    throw new Problem('invalid-input', parameters, { cause });
  }
}

/**
 * The bytes of an upload, which fail where it is too large or breaks off. The parser's own stream just ends at the
 * limit, and what it read by then would pass for a whole file.
 */
async function* wholeFile(file: FileStream, limitBytes: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of file) yield chunk;
  } catch (cause) {
    const parameters = { 'detail.zh': '上传中断，文件不完整。', 'detail.en': 'The upload broke off.' };
    throw new Problem('invalid-input', parameters, { cause });
  }
  if (file.truncated) {
    throw new Problem('too-large', { limit: `${Math.floor(limitBytes / 1_048_576)} MB` });
  }
}
