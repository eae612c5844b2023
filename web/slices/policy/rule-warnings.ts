import type { PreviewAnswer, RuleBody } from '../../../src/contract/policy.ts';
import { fieldMatches } from '../../../src/kernel/policy/matching.ts';
import type { World } from './world.ts';

/** What an editor ought to think of twice before saving. It forbids nothing. */
export type RuleWarning = Readonly<
  | { kind: 'sensitive'; people: number }
  | { kind: 'sensitive-unconditional' | 'all-records' | 'any-purpose' | 'anyone' }
  | { kind: 'many'; people: number }
  | { kind: 'not-seeing' }
>;

const MANY_PEOPLE = 30;

export function warningsFor(
  body: RuleBody,
  preview: Pick<PreviewAnswer, 'gains' | 'peopleGaining'>,
  { types }: Pick<World, 'types'>,
): readonly RuleWarning[] {
  const sensitive = new Set(
    types.flatMap((type) =>
      type.fields.filter(({ sensitivity }) => sensitivity === 4).map(({ name }) => `${type.name} ${name}`),
    ),
  );
  const seesSensitive = new Set(
    preview.gains
      .filter(({ recordType, field }) => sensitive.has(`${recordType} ${field}`))
      .map(({ person }) => person.id),
  ).size;
  const concerns = types
    .filter(({ name }) => body.recordType === '*' || body.recordType === name)
    .flatMap(({ fields }) => fields.filter((field) => fieldMatches(body.fields, field)));
  const opensSensitive = concerns.some(({ sensitivity }) => sensitivity === 4) && body.disclosure === 'shown';
  const seeing = body.actions.includes('see');
  const allows = body.effect === 'allow';
  return [
    ...(seesSensitive > 0 ? [{ kind: 'sensitive' as const, people: seesSensitive }] : []),
    ...(allows && seeing && opensSensitive && body.conditions.length === 0
      ? [{ kind: 'sensitive-unconditional' as const }]
      : []),
    ...(allows && body.scope === 'all' ? [{ kind: 'all-records' as const }] : []),
    ...(allows && body.purposes === '*' ? [{ kind: 'any-purpose' as const }] : []),
    ...(allows && body.who.anyone === true ? [{ kind: 'anyone' as const }] : []),
    ...(preview.peopleGaining >= MANY_PEOPLE
      ? [{ kind: 'many' as const, people: preview.peopleGaining }]
      : []),
    ...(seeing ? [] : [{ kind: 'not-seeing' as const }]),
  ];
}
