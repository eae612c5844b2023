import type { Condition, Rule } from '../../kernel/policy/model.ts';

type Essentials = Pick<
  Rule,
  'id' | 'name' | 'who' | 'recordType' | 'scope' | 'fields' | 'actions' | 'purposes'
>;
type Details = Partial<Pick<Rule, 'disclosure' | 'conditions' | 'validity' | 'obligations'>>;

const PLAIN = { version: 1, conditions: [], validity: {}, obligations: [] } as const;

/** A permission: without conditions, end or obligations unless it names them. */
export function allow(rule: Essentials & Details): Rule {
  return { ...PLAIN, effect: 'allow', disclosure: 'shown', ...rule };
}

/** A prohibition of everything down to the summary, unless it names a higher disclosure. */
export function deny(rule: Essentials & Details): Rule {
  return { ...PLAIN, effect: 'deny', disclosure: 'summary', ...rule };
}

export const TRAINED: Condition = { kind: 'training-valid' };

/** A second factor proved within the last 15 minutes. */
export const SECOND_FACTOR: Condition = { kind: 'second-factor-age', atMostSeconds: 900 };

/** Only field by field, one record at a time, and with a stated reason. */
export const REASON_GIVEN: Condition = { kind: 'reason-given' };

/** 08:00 to 20:00 in China, every day of the week. */
export const CALL_HOURS: Condition = {
  kind: 'time-of-day',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  fromMinute: 480,
  untilMinute: 1200,
  utcOffsetMinutes: 480,
};

/** Private address ranges (RFC 1918, RFC 4193) and the machine itself: the company's own network. */
export const COMPANY_NETWORK: Condition = {
  kind: 'network',
  cidrs: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', 'fc00::/7', '::1/128'],
};

/** What says little about a person by itself, and what lists are sorted and narrowed by. */
export const SEGMENT_FIELDS = [
  'city',
  'member_level',
  'registered_on',
  'source',
  'preferred_channel',
  'preferred_category',
] as const;
