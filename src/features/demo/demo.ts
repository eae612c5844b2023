/** What a real company of the same trade can begin with: the demo's ways of working, without its people. */
export { DEMO_POSITIONS } from './departments.ts';
export { aboutCustomer, choice, field } from './field-shorthand.ts';
export { DEMO_RULES } from './policy.ts';
export { DEMO_PURPOSES } from './purposes.ts';
export { DEMO_RECORD_TYPES } from './record-types.ts';
export { allow, CALL_HOURS, deny, REASON_GIVEN, SECOND_FACTOR, TRAINED } from './rule-shorthand.ts';
