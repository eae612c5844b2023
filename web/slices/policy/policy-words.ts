import type { PolicyView } from '../../../src/contract/policy.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import type { RuleView } from './editing.ts';
import { usePolicyWords } from './words.ts';

type Who = RuleView['who'];
type Condition = RuleView['conditions'][number];

export type PolicySentences = {
  who: (who: Who) => string;
  fields: (fields: RuleView['fields'], recordType: string) => string;
  condition: (condition: Condition) => string;
  validity: (validity: RuleView['validity']) => string;
  recordType: (name: string) => string;
  purposes: (codes: RuleView['purposes']) => string;
};

/** Puts the parts of rules into words, with the names that departments, positions and fields have now. */
export function usePolicySentences(policy: PolicyView): PolicySentences {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const format = useFormat();
  const catalogue = useCatalogue().data?.recordTypes;
  const or = say('who.or');

  const department = (id: number, tree: boolean) => {
    const known = policy.names.departments.find((each) => each.id === id);
    const name = known ? label(known.name) : `#${id}`;
    return tree ? say('who.departments.tree', { department: name }) : name;
  };
  const position = (code: string) => {
    const known = policy.names.positions.find((each) => each.code === code);
    return known ? label(known.name) : code;
  };
  const typeOf = (name: string) => catalogue?.find((each) => each.name === name);
  return {
    who: (who) => {
      const parts = [
        who.positions?.map(position).join(or),
        who.departments?.map((each) => department(each.id, each.tree)).join(or),
        who.assignments && say('who.assignments', { count: who.assignments.length }),
      ].filter((part) => part !== undefined);
      return parts.length === 0 ? say('who.anyone') : parts.join(say('who.and'));
    },
    fields: (fields, recordType) => {
      const known = typeOf(recordType)?.fields;
      const name = (code: string) => {
        const field = known?.find((each) => each.name === code);
        return field ? label(field.label) : code;
      };
      const parts = [
        fields.names?.map(name).join(or),
        fields.categories &&
          say('fields.categories', {
            categories: fields.categories.map((each) => app.code('category', each)).join(or),
          }),
        fields.sensitivityAtMost && say('fields.at-most', { level: fields.sensitivityAtMost }),
        fields.sensitivityAtLeast && say('fields.at-least', { level: fields.sensitivityAtLeast }),
      ].filter((part) => part !== undefined);
      return parts.length === 0 ? say('fields.all') : parts.join(say('who.and').trim() === '' ? ' ' : ' · ');
    },
    condition: (condition) => {
      switch (condition.kind) {
        case 'time-of-day':
          return say('condition.time-of-day', {
            weekdays: condition.weekdays.map((day) => say.code('weekday', String(day))).join(''),
            from: clock(condition.fromMinute),
            until: clock(condition.untilMinute),
          });
        case 'network':
          return say('condition.network', { cidrs: condition.cidrs.join(or) });
        case 'second-factor-age':
          return say('condition.second-factor-age', { minutes: Math.round(condition.atMostSeconds / 60) });
        case 'training-valid':
          return say('condition.training-valid');
        case 'reason-given':
          return say('condition.reason-given');
      }
    },
    validity: ({ from, until }) => {
      const parts = [
        from === undefined ? null : say('from', { from: format.day(new Date(from).toISOString()) }),
        until === undefined ? null : say('until', { until: format.day(new Date(until).toISOString()) }),
      ].filter((part) => part !== null);
      return parts.length === 0 ? say('forever') : parts.join(' ');
    },
    recordType: (name) => {
      if (name === '*') return say('any-type');
      const known = typeOf(name);
      return known ? label(known.label) : name;
    },
    purposes: (codes) => {
      if (codes === '*') return say('any');
      const name = (code: string) => {
        const known = policy.purposes.find((each) => each.code === code);
        return known ? label(known.label) : code;
      };
      return codes.map(name).join(or);
    },
  };
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
