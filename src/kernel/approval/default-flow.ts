import type { Flow } from './flow.ts';

const HEAD_HOURS = 24;
const OFFICER_HOURS = 48;
/** From so many customers on a request is looked at like one for more sensitive data. */
const MANY = 100;
const VERY_MANY = 1000;

/** Under the names that the industry templates give them; a company with others says so in its own flow. */
export const USUAL_ROLES: Flow['roles'] = {
  head: ['store-manager', 'sales-director', 'marketing-manager', 'finance-manager', 'service-manager'],
  owner: ['data-steward'],
  dpo: ['data-protection-officer'],
  outside: ['outsourced-agent'],
};

/** What emergency access goes through afterwards: somebody who answers for the data says within a day whether it was one. */
export function emergencyReview(roles: Flow['roles']): Flow {
  return {
    version: 1,
    name: { zh: '紧急访问复核', en: 'Review of emergency access' },
    roles,
    steps: [
      {
        id: 'review',
        name: { zh: '事后复核', en: 'Review afterwards' },
        approvers: [{ kind: 'owner' }, { kind: 'dpo' }],
        needs: 'any',
        when: [],
        hours: 24,
        escalateTo: [{ kind: 'dpo' }],
      },
    ],
  };
}

/** The more sensitive, the more levels: the flow that a company begins with. */
export function defaultFlow(roles: Flow['roles']): Flow {
  return {
    version: 1,
    name: { zh: '分级审批', en: 'The more sensitive, the more levels' },
    roles,
    steps: [
      {
        id: 'head',
        name: { zh: '部门负责人', en: 'Department head' },
        approvers: [{ kind: 'head' }],
        needs: 'any',
        when: [],
        hours: HEAD_HOURS,
        escalateTo: [{ kind: 'owner' }],
      },
      {
        id: 'owner',
        name: { zh: '数据管理员', en: 'Data steward' },
        approvers: [{ kind: 'owner' }],
        needs: 'any',
        when: [{ sensitivityAtLeast: 3 }, { customersAtLeast: MANY }, { export: true }, { outside: true }],
        hours: OFFICER_HOURS,
        escalateTo: [{ kind: 'dpo' }],
      },
      {
        id: 'dpo',
        name: { zh: '个人信息保护负责人', en: 'Data protection officer' },
        approvers: [{ kind: 'dpo' }],
        needs: 'any',
        when: [
          { sensitivityAtLeast: 4 },
          { sensitivityAtLeast: 3, customersAtLeast: VERY_MANY },
          { sensitivityAtLeast: 3, export: true },
          { sensitivityAtLeast: 3, outside: true },
        ],
        hours: OFFICER_HOURS,
        escalateTo: [],
      },
    ],
  };
}
