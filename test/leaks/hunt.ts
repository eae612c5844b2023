import { createHash } from 'node:crypto';
import type { Marked, Scanner } from './canaries.ts';
import { scannerFor, VARIANTS } from './canaries.ts';
import { type Answer, json, type Who } from './client.ts';
import { OFFICERS, READERS, type Reader, TOKEN_NARROWING } from './company.ts';
import { difference } from './comparison.ts';
import { exportProbes } from './export-probes.ts';
import { administrationProbes, officeProbes } from './office-probes.ts';
import type { Probe } from './probe.ts';
import { readingProbes } from './reading-probes.ts';
import { canaryFields, cellOf, ROWS, rowsOf, valueIn } from './records.ts';
import {
  type Authority,
  absentRows,
  authorityOf,
  may,
  mostSeen,
  NO_AUTHORITY,
  silentCells,
  unseenCells,
} from './rights.ts';
import { targetsOf } from './targets.ts';
import { type Base, type Contents, createWorld, EVERYTHING, type World } from './world.ts';
import { writingProbes } from './writing-probes.ts';

/**
 * The hunt for one group of principals: every probe in two worlds that differ only in what none of the group may
 * notice. What is found in an answer, or differs between the two, is a leak.
 */

export type Finding = Readonly<{ leak: number; who: Who; probe: string; what: string }>;
export type Result = Readonly<{
  findings: readonly Finding[];
  /** How many probes of each class were made. */
  probed: ReadonlyMap<number, number>;
  /** Operations that were performed for somebody, and not refused to everybody. */
  performed: ReadonlySet<string>;
}>;

/** Everybody who comes to the door. Those in one group may see the same, which is nothing. */
export const GROUPS: readonly (readonly Who[])[] = [
  ['seer'],
  ['token'],
  ['masked'],
  ['summary'],
  ['partial'],
  ['finder'],
  ['viewer'],
  ['analyst'],
  ['outsider'],
  ['mixed'],
  ['unlinked'],
  ['eraser'],
  ['data-protection-officer'],
  ['creator'],
  ['nobody', ...(Object.keys(OFFICERS) as Who[]), 'anonymous'],
];

export function rightsOf(who: Who): Authority {
  if (who === 'token') return authorityOf('seer', TOKEN_NARROWING);
  return who in READERS ? authorityOf(who as Reader) : NO_AUTHORITY;
}

export function unseenCanaries(who: Who): readonly Marked[] {
  const unseen = unseenCells(rightsOf(who));
  return ROWS.flatMap((row) =>
    canaryFields(row).flatMap((field) => {
      const cell = cellOf(row, field);
      if (!unseen.has(cell)) return [];
      return VARIANTS.map((variant) => ({ cell, value: valueIn(row, field, variant) ?? '' }));
    }),
  );
}

export function probesFor(who: Who): Readonly<{ reading: readonly Probe[]; inTurn: readonly Probe[] }> {
  const targets = targetsOf(rightsOf(who));
  return {
    reading: readingProbes(targets).filter((probe) => IS_DEEP || isDrawn(probe, who)),
    inTurn: [
      ...writingProbes(targets),
      ...exportProbes(targets),
      ...officeProbes(),
      ...administrationProbes(),
    ],
  };
}

const IS_DEEP = process.env.FENCUN_TEST_DEEP === '1';
/** Classes of which there are a great many probes, one like another. */
const MANY = new Set([1, 5, 6, 7, 9, 10]);

/**
 * Of those that are many every principal gets a third, each another third; who may see nothing at all gets an eighth
 * of everything. The lot falls the same way in every run.
 */
function isDrawn({ leak, name, verbs }: Probe, who: Who): boolean {
  const lot = createHash('sha256').update(`${who} ${name}`).digest()[0] ?? 0;
  if (who in OFFICERS || who === 'anonymous') return lot % 8 === 0;
  return !MANY.has(leak) || verbs.length === 0 || lot % 3 === 0;
}

/** Questions can be asked side by side; whatever may change something is done one after the other. */
export type Kind = 'reading' | 'inTurn';

export async function huntAll(base: Base, kind: Kind): Promise<Result> {
  const findings: Finding[] = [];
  const probed = new Map<number, number>();
  const performed = new Set<string>();
  for (const group of GROUPS) {
    const result = await hunt(base, group, kind);
    findings.push(...result.findings);
    for (const operation of result.performed) performed.add(operation);
    for (const [leak, count] of result.probed) probed.set(leak, (probed.get(leak) ?? 0) + count);
  }
  return { findings, probed, performed };
}

async function hunt(base: Base, group: readonly Who[], kind: Kind): Promise<Result> {
  const [first = 'anonymous'] = group;
  const one = await createWorld(base, EVERYTHING);
  const other = await createWorld(base, otherContents(first));
  const findings: Finding[] = [];
  const probed = new Map<number, number>();
  const performed = new Set<string>();
  try {
    for (const who of group) {
      const unseen = unseenCanaries(who);
      const copied = copiedValues(who);
      const { reading, inTurn } = probesFor(who);
      const lookWith = (scan: Scanner) => async (probe: Probe) => {
        probed.set(probe.leak, (probed.get(probe.leak) ?? 0) + 1);
        const looked = await lookFor(probe, who, [one, other], scan);
        findings.push(...looked.findings);
        if (looked.isPerformed) performed.add(probe.operation);
      };
      if (kind === 'reading') {
        await inParallel(reading, lookWith(scannerFor(unseen)));
        continue;
      }
      const look = lookWith(scannerFor(unseen.filter(({ value }) => !copied.has(value))));
      for (const probe of inTurn) await look(probe);
    }
  } finally {
    await one.drop();
    await other.drop();
  }
  return { findings, probed, performed };
}

/** What the principal may write into a record of theirs, and will see there: they are told what they wrote. */
function copiedValues(who: Who): ReadonlySet<string> {
  const { authority, types } = targetsOf(rightsOf(who));
  return new Set(
    types.flatMap(({ name, fields }) =>
      fields.flatMap(({ field, value }) => {
        const writes = rowsOf(name).some(
          (row) =>
            (may(authority, 'create', row, field) || may(authority, 'edit', row, field)) &&
            mostSeen(authority, row, field) === 3,
        );
        return writes ? [value] : [];
      }),
    ),
  );
}

/** The same, except that nothing is as it was where the principal may not notice it, and what they can't reach is gone. */
function otherContents(who: Who): Contents {
  const authority = rightsOf(who);
  const silent = silentCells(authority);
  // Officers see in the log that records were made, so for them the same ones are.
  const gone =
    authority.person === null || who === 'data-protection-officer' ? new Set() : absentRows(authority);
  return (row, field) => {
    if (gone.has(row.id)) return null;
    return silent.has(cellOf(row, { name: field })) ? 'other' : 'match';
  };
}

async function lookFor(
  probe: Probe,
  who: Who,
  worlds: readonly [World, World],
  scan: Scanner,
): Promise<Readonly<{ findings: readonly Finding[]; isPerformed: boolean }>> {
  const [one, other] = await Promise.all(
    worlds.map((world) => probe.run(world.as(who), (peer) => world.as(peer))),
  );
  const found = (what: string): Finding => ({ leak: probe.leak, who, probe: probe.name, what });
  const answers = [...(one ?? []), ...(other ?? [])];
  const findings = answers.flatMap((answer) => [
    ...leaked(answer, scan).map((cell) => found(`holds ${cell}: ${answer.body.slice(0, 300)}`)),
    ...(answer.status >= 500 ? [found(`failed with ${answer.status}: ${answer.body}`)] : []),
    ...(answer.status >= 400 ? unclean(answer).map(found) : []),
    ...(probe.mustRefuse && answer.status < 400 ? [found(`was answered: ${answer.body.slice(0, 300)}`)] : []),
  ]);
  const differs = probe.incomparable ? null : difference(one ?? [], other ?? []);
  const isPerformed = answers.some(({ status }) => status < 400);
  return {
    findings: [...findings, ...(differs === null ? [] : [found(`differs: ${differs}`)])],
    isPerformed,
  };
}

/** In body or headers, as text and as bytes that happen to be text. */
function leaked({ body, headers, raw }: Answer, scan: Scanner): readonly string[] {
  const isText = /json|text/.test(headers['content-type'] ?? '');
  const sent = isText ? body : raw.toString('latin1');
  return [...new Set([sent, JSON.stringify(headers)].flatMap((text) => scan(text)))];
}

type Refused = Readonly<{ code?: unknown; status?: unknown; schemas?: unknown }>;

/** Problem details everywhere, and the error of RFC 7644 section 3.12 where SCIM is spoken. */
const REFUSALS: readonly Readonly<{
  contentType: string;
  isWhole: (body: Refused, status: number) => boolean;
}>[] = [
  {
    contentType: 'application/problem+json',
    isWhole: ({ code, status }, sent) => typeof code === 'string' && status === sent,
  },
  {
    contentType: 'application/scim+json',
    isWhole: ({ schemas, status }, sent) =>
      JSON.stringify(schemas) === '["urn:ietf:params:scim:api:messages:2.0:Error"]' &&
      status === String(sent),
  },
];

/** What a refusal must be, whatever was refused. */
export function unclean(answer: Answer): readonly string[] {
  const type = answer.headers['content-type'] ?? 'none';
  const form = REFUSALS.find(({ contentType }) => type.startsWith(contentType));
  if (form === undefined) return [`refused with content type ${type}`];
  return [
    ...(form.isWhole(json(answer), answer.status) ? [] : [`refused without a code: ${answer.body}`]),
    ...(/\bat .*\.(?:ts|js):\d+|node_modules|SELECT |vault\./.test(answer.body)
      ? [`tells of the inside: ${answer.body}`]
      : []),
  ];
}

const AT_ONCE = 8;

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
