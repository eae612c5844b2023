import { setTimeout as pause } from 'node:timers/promises';
import type { ExportFormat, ExportOutlook, ExportView } from '../../src/contract/exports.ts';
import { type Answer, type Client, json } from './client.ts';
import { SERVICE } from './company.ts';
import { asking, type Probe } from './probe.ts';
import { ABSENT } from './records.ts';
import type { Targets, TypeTarget } from './targets.ts';

/** Files: what is said of them before, what is in them, and what is told of other people's. */

export function exportProbes({ types }: Targets): readonly Probe[] {
  return [
    ...types.map((type, at) => fileProbe(type, at % 2 === 0 ? 'jsonl' : 'csv-utf8')),
    ...types.map(greedyProbe),
    ...strangerProbes(),
  ];
}

/** Numbers and levels, asked for in every way in which a list can be asked for. */
export function outlookProbes({ name, fields, ids }: TypeTarget): readonly Probe[] {
  const outlook = (what: string, body: object, traits: Partial<Probe> = {}) =>
    asking(
      1,
      'previewExport',
      `${what} of ${name}`,
      { method: 'POST', url: '/exports/outlook', body: { recordType: name, ...body } },
      traits,
    );
  return [
    outlook('all', {}),
    outlook('named ones', { ids }),
    ...fields.flatMap(({ field, value, isUnsearchable }) => {
      const traits = { verbs: ['equals'], ...(isUnsearchable ? ({ mustRefuse: true } as const) : {}) };
      return [
        outlook(
          `by ${field.name}`,
          { filters: [{ field: field.name, operator: 'equals', values: [value] }] },
          traits,
        ),
        outlook(`in the order of ${field.name}`, { sort: { field: field.name } }, traits),
      ];
    }),
  ];
}

/** Everything that may leave, as a file. */
function fileProbe({ name, fields }: TypeTarget, format: ExportFormat): Probe {
  return {
    leak: 21,
    operation: 'fetchExport',
    name: `a file of ${name} as ${format}`,
    verbs: [],
    async run(client) {
      const outlook = await post(client, '/exports/outlook', { recordType: name });
      if (outlook.status !== 200) return [outlook];
      const leaving = json<ExportOutlook>(outlook).fields.filter(
        (each) =>
          each.leaves === 'masked' ||
          each.leaves === 'summary' ||
          (each.leaves === 'shown' &&
            (fields.find(({ field }) => field.name === each.name)?.field.sensitivity ?? 4) < 4),
      );
      const wish = { recordType: name, fields: leaving.map((each) => each.name), format, reason: 'the hunt' };
      const asked = await post(client, '/exports', wish);
      if (asked.status !== 201) return [outlook, asked];
      const url = `/exports/${json<ExportView>(asked).id}`;
      const get = (path: string) => client.send({ method: 'GET', url: path, purpose: SERVICE });
      let view = await get(url);
      while (view.status === 200 && ['queued', 'running'].includes(json<ExportView>(view).state)) {
        await pause(10);
        view = await get(url);
      }
      return [outlook, view, await get(`${url}/file`)];
    },
  };
}

function post(client: Client, url: string, body: object): Promise<Answer> {
  return client.send({ method: 'POST', url, purpose: SERVICE, body });
}

/** Everything that there is: what may not leave is refused, and what may not be known is not there. */
function greedyProbe({ name, fields, ids }: TypeTarget): Probe {
  const body = { recordType: name, ids, fields: fields.map(({ field }) => field.name) };
  const request = {
    method: 'POST',
    url: '/exports',
    body: { ...body, format: 'jsonl', reason: 'the hunt' },
  } as const;
  return asking(21, 'askExport', `all fields of ${name}`, request, { incomparable: true });
}

/** Files of other people, and what only officers are told. */
function strangerProbes(): readonly Probe[] {
  const one = `/exports/${ABSENT}`;
  const limits = [
    {
      ...{ purpose: null, rowsPerExport: 1_000_000, customersPerDay: 1_000_000, stepUpRows: 1_000_000 },
      ...{ stepUpSensitivity: 5, hoursKept: 24 },
    },
  ];
  return [
    asking(21, 'listExports', 'exports', { method: 'GET', url: '/exports' }, { incomparable: true }),
    asking(21, 'readExport', 'an export', { method: 'GET', url: one }),
    asking(21, 'cancelExport', 'an end', { method: 'POST', url: `${one}/cancel` }),
    asking(21, 'fetchExport', 'a file', { method: 'GET', url: `${one}/file` }),
    asking(21, 'confirmRecall', 'a confirmation', { method: 'POST', url: `${one}/recall/confirm` }),
    asking(
      21,
      'listAllExports',
      'all exports',
      { method: 'GET', url: '/exports/all' },
      { incomparable: true },
    ),
    asking(21, 'listAllExports', 'exports of a customer', {
      method: 'GET',
      url: `/exports/all?customer=${ABSENT}`,
    }),
    asking(21, 'readExportLimits', 'limits', { method: 'GET', url: '/export-limits' }),
    asking(
      35,
      'changeExportLimits',
      'no limits any more',
      { method: 'PUT', url: '/export-limits', headers: { 'if-match': '"99"' }, body: { limits } },
      { incomparable: true },
    ),
  ];
}
