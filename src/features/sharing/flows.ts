import { Problem } from '../../contract/problem.ts';
import type { FlowBody } from '../../contract/sharing.ts';
import { type Flow, type FlowFault, flowFaults } from '../../kernel/approval/flow.ts';
import type { Label } from '../../kernel/record-type.ts';
import { type Act, createAdministration } from '../administration.ts';
import { currentFlow } from './company.ts';
import { refused, type Workshop } from './parts.ts';

/** The company's approval flow: read and changed by the security administrator, one version after the other. */

const OFFICES = ['security-administrator', 'audit-administrator', 'system-administrator'] as const;

export async function readFlow(workshop: Workshop, act: Act): Promise<Flow> {
  await createAdministration(workshop).confirm(act, OFFICES);
  return currentFlow(workshop.pool);
}

/**
 * @param basis the version that the change is based on
 * @throws Problem `version-conflict`, `invalid-input` for a senseless flow or an unknown position
 */
export async function changeFlow(
  workshop: Workshop,
  act: Act,
  basis: number,
  body: FlowBody,
): Promise<number> {
  const [fault] = flowFaults({ ...body, version: basis });
  if (fault !== undefined) {
    const { zh, en } = FAULTS[fault.fault];
    const at =
      fault.step === null
        ? { zh: '', en: '' }
        : { zh: `步骤“${fault.step}”：`, en: `Step “${fault.step}”: ` };
    throw refused(`${at.zh}${zh}`, `${at.en}${en}`);
  }
  const deed = { action: 'approval-flow.change', offices: ['security-administrator'] } as const;
  return createAdministration(workshop).perform(act, deed, async (client, at) => {
    const flow = await currentFlow(client);
    if (flow.version !== basis) throw new Problem('version-conflict');
    const named = new Set([
      ...Object.values(body.roles).flat(),
      ...body.steps.flatMap(({ approvers, escalateTo }) =>
        [...approvers, ...escalateTo].flatMap((one) => (one.kind === 'position' ? [one.position] : [])),
      ),
    ]);
    const { rows } = await client.query<{ code: string }>(
      'SELECT code FROM unnest($1::text[]) AS code WHERE code NOT IN (SELECT code FROM fencun.position)',
      [[...named]],
    );
    const [unknown] = rows;
    if (unknown !== undefined) {
      throw refused(`没有岗位“${unknown.code}”。`, `There is no position “${unknown.code}”.`);
    }
    const version = basis + 1;
    await client.query(
      'INSERT INTO fencun.approval_flow (version, body, changed_at, changed_by) VALUES ($1, $2, $3, $4)',
      [version, body, new Date(at), act.caller.person.id],
    );
    return { answer: version, facts: { version, steps: body.steps.map(({ id }) => id).join(',') } };
  });
}

const FAULTS: Readonly<Record<FlowFault, Label>> = {
  'no-steps': {
    zh: '至少要有一个无条件的步骤，否则有的申请无人审批，只能被拒绝。',
    en: 'One step at least has to be without conditions, or nobody would decide on some requests and they would be refused.',
  },
  'no-approvers': { zh: '没有审批人。', en: 'Nobody is asked.' },
  'repeated-id': { zh: '标识重复。', en: 'The id is used twice.' },
  'hours-out-of-range': { zh: '时限应为 1 至 720 小时。', en: 'The time limit is 1 to 720 hours.' },
};
