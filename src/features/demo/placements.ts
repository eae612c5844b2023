import type { AssignmentId, DepartmentId } from '../../kernel/policy/model.ts';
import type { DemoAssignment, DemoCompany } from './company.ts';
import { isInForce } from './company.ts';
import { DEPARTMENT, type DemoPosition } from './departments.ts';
import type { City } from './places.ts';
import { type Random, type Weighted, weighted } from './random.ts';

type Store = Readonly<{
  department: DepartmentId;
  cities: Weighted<City>;
  reps: Weighted<AssignmentId> | null;
  serviceDepartment: DepartmentId;
  agents: readonly AssignmentId[];
  financeDepartment: DepartmentId;
  accountants: readonly AssignmentId[];
}>;

/** Who looks after a customer: a store, perhaps one of its people, and the desks that serve the store. */
export type Care = Readonly<{
  store: Store;
  department: DepartmentId;
  owner: AssignmentId | null;
  isOnline: boolean;
}>;

/** Stores differ in size as real ones do: the online store and the flagship hold more than half. */
const STORES: readonly (readonly [
  department: DepartmentId,
  weight: number,
  cities: readonly (readonly [City, number])[],
])[] = [
  [
    DEPARTMENT.onlineStore,
    300,
    [
      ['beijing', 22],
      ['chengdu', 18],
      ['wuhan', 15],
      ['shanghai', 14],
      ['xian', 9],
      ['guangzhou', 9],
      ['nanjing', 8],
      ['hangzhou', 5],
    ],
  ],
  [
    DEPARTMENT.shanghaiStore,
    260,
    [
      ['shanghai', 92],
      ['suzhou', 8],
    ],
  ],
  [
    DEPARTMENT.hangzhouStore,
    150,
    [
      ['hangzhou', 80],
      ['ningbo', 20],
    ],
  ],
  [
    DEPARTMENT.shenzhenStore,
    130,
    [
      ['shenzhen', 80],
      ['dongguan', 20],
    ],
  ],
  [DEPARTMENT.guangzhouStore, 100, [['guangzhou', 100]]],
  [
    DEPARTMENT.suzhouStore,
    60,
    [
      ['suzhou', 85],
      ['nanjing', 15],
    ],
  ],
];

export type CareDesk = Readonly<{ careFor(random: Random): Care }>;

/** Deals out customers to the stores and people of a company, as it stands at an instant (ms). */
export function careDesk(company: DemoCompany, at: number): CareDesk {
  const holding = (department: DepartmentId, position: DemoPosition): readonly DemoAssignment[] =>
    company.assignments.filter((held) => held.department === department && held.position === position);
  const inForce = (department: DepartmentId, position: DemoPosition): readonly AssignmentId[] =>
    holding(department, position)
      .filter((held) => isInForce(held, at))
      .map(({ id }) => id);

  const stores = weighted(
    STORES.map(([department, weight, cities]) => {
      const isOnline = department === DEPARTMENT.onlineStore;
      const serviceDepartment = isOnline ? DEPARTMENT.onlineStore : DEPARTMENT.afterSalesDesk;
      const financeDepartment = isOnline ? DEPARTMENT.ecommerceFinance : DEPARTMENT.finance;
      const store: Store = {
        department,
        cities: weighted(cities),
        reps: ownersOf(holding(department, 'sales-rep'), at),
        serviceDepartment,
        agents: inForce(serviceDepartment, 'after-sales-agent'),
        financeDepartment,
        accountants: inForce(financeDepartment, 'accountant'),
      };
      return [{ store, isOnline }, weight] as const;
    }),
  );

  return {
    careFor(random) {
      const { store, isOnline } = random.draw(stores);
      // Nobody owns a customer of the online store; in a store, one in twelve walks in without an adviser.
      const owner = store.reps === null || random.chance(80) ? null : random.draw(store.reps);
      return { store, department: store.department, owner, isOnline };
    },
  };
}

/**
 * Experienced people have more customers. Assignments that have ended still own some: nobody has handed them over
 * yet, which is how it is, and the reason why authority must end with the assignment and not with the hand-over.
 */
function ownersOf(reps: readonly DemoAssignment[], at: number): Weighted<AssignmentId> | null {
  if (reps.length === 0) return null;
  return weighted(
    reps.map((held, index) => [held.id, isInForce(held, at) ? 40 + Math.floor(120 / (index + 1)) : 12]),
  );
}
