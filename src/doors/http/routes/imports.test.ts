import type { Readable } from 'node:stream';
import { Readable as ReadableStream } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestDoor, RECORD_ID, SIGNED_IN, type TestDoor } from '../../../../test/support/http-services.ts';
import type { ImportView } from '../../../contract/imports.ts';
import type { ImportsService } from '../services.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});
async function open(imports: Partial<ImportsService>, uploadBytes = 1_000_000): Promise<TestDoor> {
  door = await openTestDoor({ imports }, { config: { limits: { uploadBytes } } });
  return door;
}

const VIEW: ImportView = {
  id: RECORD_ID,
  fileName: '客户.csv',
  recordType: 'customer',
  state: 'proposed',
  createdAt: '2026-03-02T08:00:00.000Z',
  sheets: ['Sheet1'],
  sheet: 'Sheet1',
  format: 'csv',
  encoding: 'utf-8',
  columns: [],
  keyField: null,
  rowsTotal: null,
  rowsDone: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  problem: null,
  unplacedFields: 0,
  consentPurposes: [],
};

const BOUNDARY = 'x-boundary';
const headers = {
  ...SIGNED_IN,
  'fencun-purpose': 'import',
  'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
};
function part(content: string, disposition = 'form-data; name="file"; filename="客户.csv"'): string {
  return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`;
}
const END = `--${BOUNDARY}--\r\n`;
const upload = { method: 'POST', url: '/api/v1/imports?recordType=customer', headers } as const;

async function lengthOf(stream: Readable): Promise<number> {
  let length = 0;
  for await (const chunk of stream) length += chunk.length;
  return length;
}

describe('imports', () => {
  it('HTTP-20 a file goes to the import as it comes, with its name and the purpose', async () => {
    const seen: unknown[] = [];
    const { app } = await open({
      upload: async ({ purpose }, { recordType, fileName, content }) => {
        seen.push(purpose, recordType, fileName, await lengthOf(content));
        return VIEW;
      },
    });
    const answer = await app.inject({ ...upload, payload: part('a'.repeat(500_000)) + END });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual(VIEW);
    expect(seen).toEqual(['import', 'customer', '客户.csv', 500_000]);
  });

  it('HTTP-20 a file beyond the limit fails while it is read, and never passes for a whole one', async () => {
    const taken: number[] = [];
    const { app } = await open({
      upload: async (_access, { content }) => {
        taken.push(await lengthOf(content));
        return VIEW;
      },
    });
    const answer = await app.inject({ ...upload, payload: part('a'.repeat(1_200_000)) + END });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'too-large' });
    expect(taken).toEqual([]);
  });

  it.each([
    ['no file', END, 400],
    ['a field and no file', part('x', 'form-data; name="a"') + END, 400],
    ['nothing at all', '', 400],
  ])('HTTP-7 an upload with %s is refused clearly', async (_title, payload, status) => {
    const { app } = await open({});
    const answer = await app.inject({ ...upload, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code: 'invalid-input' });
  });

  it('HTTP-20 an upload that breaks off is no file', async () => {
    const { app } = await open({
      upload: async (_access, { content }) => {
        await lengthOf(content);
        return VIEW;
      },
    });
    const answer = await app.inject({ ...upload, payload: part('half').slice(0, -2) });
    expect(answer.statusCode).toBe(400);
  });

  it('rejected rows come as a file', async () => {
    const { app } = await open({
      rejected: async () => ReadableStream.from(['行,原因\r\n', '3,手机号无效\r\n']),
    });
    const answer = await app.inject({ url: `/api/v1/imports/${RECORD_ID}/rejected`, headers: SIGNED_IN });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="rejected-${RECORD_ID}.csv"`);
    expect(answer.body).toBe('行,原因\r\n3,手机号无效\r\n');
  });

  it('each step goes to the import that it names', async () => {
    const steps: unknown[] = [];
    const step =
      (name: string) =>
      async (_access: unknown, id: string, ...rest: unknown[]) => {
        steps.push([name, id, ...rest]);
        return VIEW;
      };
    const { app } = await open({
      view: step('view'),
      chooseSheet: step('sheet'),
      start: step('start'),
      pause: step('pause'),
      resume: step('resume'),
      remove: async (access, id) => void (await step('remove')(access, id)),
      list: async () => [VIEW],
    });
    const base = `/api/v1/imports/${RECORD_ID}`;
    const send = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) =>
      app.inject({ method, url, headers: SIGNED_IN, ...(payload === undefined ? {} : { payload }) });
    const plan = { recordType: 'customer', keyField: null, columns: [] };
    await send('GET', base);
    await send('PUT', `${base}/sheet`, { sheet: '二月' });
    await send('POST', `${base}/start`, plan);
    await send('POST', `${base}/pause`);
    await send('POST', `${base}/resume`);
    expect((await send('DELETE', base)).statusCode).toBe(204);
    expect((await send('GET', '/api/v1/imports')).json()).toEqual({ imports: [VIEW] });
    expect(steps).toEqual([
      ['view', RECORD_ID],
      ['sheet', RECORD_ID, '二月'],
      ['start', RECORD_ID, plan],
      ['pause', RECORD_ID],
      ['resume', RECORD_ID],
      ['remove', RECORD_ID],
    ]);
  });
});
