import type { PurposeBody, RuleBody } from '../../../src/contract/policy.ts';
import { DISCLOSING_ACTIONS } from '../../../src/kernel/policy/model.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { useFormat } from '../../app/format.ts';
import { useAppWords } from '../../app/locale/words.ts';
import type { PolicySentences } from './policy-words.ts';
import { usePolicyWords } from './words.ts';

/** One part of a rule or purpose, in words. */
export type VersionFact = readonly [name: string, text: string];

/** A rule or purpose part by part, always the same parts in the same order, so that two can be laid side by side. */
export function useVersionFacts(
  sentences: PolicySentences,
): (body: RuleBody | PurposeBody) => readonly VersionFact[] {
  const ofRule = useRuleFacts(sentences);
  const ofPurpose = usePurposeFacts(sentences);
  return (body) => ('effect' in body ? ofRule(body) : ofPurpose(body));
}

function useRuleFacts(sentences: PolicySentences): (body: RuleBody) => readonly VersionFact[] {
  const say = usePolicyWords();
  const app = useAppWords();
  const or = say('who.or');
  const degree = ({ effect, disclosure, actions }: RuleBody) => {
    if (!actions.some((action) => DISCLOSING_ACTIONS.includes(action))) return '';
    const word = app(`disclosure.${disclosure}`);
    return effect === 'allow' ? word : say('rule.forbids.and-above', { disclosure: word });
  };
  return (body) => [
    [say('versions.name'), inBoth(body.name)],
    [say('edit.effect'), say(body.effect)],
    [say('rule.who'), sentences.who(body.who)],
    [say('rule.what'), `${sentences.recordType(body.recordType)} · ${say(`scope.${body.scope}`)}`],
    [say('rule.fields'), sentences.fields(body.fields, body.recordType)],
    [say('rule.actions'), body.actions.map((action) => app(`action.${action}`)).join(or)],
    [say('see.most'), degree(body)],
    [say('rule.purposes'), sentences.purposes(body.purposes)],
    [say('rule.conditions'), body.conditions.map(sentences.condition).join(' · ')],
    [say('rule.obligations'), body.obligations.map((each) => say(`obligation.${each}`)).join(or)],
    [say('rule.validity'), sentences.validity(body.validity)],
  ];
}

function usePurposeFacts(sentences: PolicySentences): (body: PurposeBody) => readonly VersionFact[] {
  const say = usePolicyWords();
  const app = useAppWords();
  const format = useFormat();
  return (body) => [
    [say('versions.name'), inBoth(body.label)],
    [say('versions.description'), inBoth(body.description)],
    [say('edit.basis'), app(`basis.${body.legalBasis}`)],
    [say('edit.opens'), body.categories.map((each) => app.code('category', each)).join(say('who.or'))],
    [say('rule.who'), sentences.who(body.who)],
    [say('edit.dpv'), body.dpv],
    [say('rule.validity'), sentences.validity(body.validity)],
    [say('purpose.uses'), (body.uses ?? []).map((use) => say(`use.${use}`)).join(say('who.or'))],
    [say('purpose.retention'), body.retentionDays === undefined ? '' : format.integer(body.retentionDays)],
    [say('purpose.notice'), body.notice === undefined ? '' : inBoth(body.notice)],
  ];
}

/** Whoever approves a text approves it in both languages. */
function inBoth({ zh, en }: Label): string {
  return zh === en ? zh : `${zh} · ${en}`;
}
