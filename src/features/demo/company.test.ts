import { describe, expect, it } from 'vitest';
import { departmentTree } from '../../kernel/policy/department-tree.ts';
import { demoCompany, isInForce } from './company.ts';
import { DEMO_DEPARTMENTS, DEPARTMENT } from './departments.ts';

const AT = Date.UTC(2025, 10, 3, 2);
const company = demoCompany(AT);

function personOf(login: string) {
  const person = company.people.find((one) => one.login === login);
  if (person === undefined) throw new Error(`Nobody signs in as ${login}.`);
  return person;
}

function postsOf(login: string) {
  return company.assignments.filter(({ person }) => person === personOf(login).id);
}

describe('the demo company', () => {
  it('DEMO-1 is the same for a seed and an instant', () => {
    expect(demoCompany(AT)).toEqual(company);
    expect(demoCompany(AT, 'another').people).not.toEqual(company.people);
  });

  it('has 120 people with logins of their own in two legal entities', () => {
    expect(company.people).toHaveLength(120);
    expect(new Set(company.people.map(({ login }) => login)).size).toBe(120);
    for (const { login } of company.people) expect(login).toMatch(/^[a-z]+\.[a-z]+\d*$/);
    expect(DEMO_DEPARTMENTS.filter(({ parent }) => parent === null).map(({ id }) => id)).toEqual([
      DEPARTMENT.group,
      DEPARTMENT.ecommerce,
    ]);
    const tree = departmentTree(company.departments);
    expect(tree.legalEntity(DEPARTMENT.suzhouStore)).toBe(DEPARTMENT.group);
    expect(tree.legalEntity(DEPARTMENT.callCentre)).toBe(DEPARTMENT.ecommerce);
  });

  it('counts ids from 1, and names existing departments, positions and people', () => {
    const positions = company.positions.map(({ code }) => code);
    for (const list of [company.departments, company.people, company.assignments]) {
      expect(list.map(({ id }) => id)).toEqual(list.map((_, index) => index + 1));
    }
    for (const { person, department, position } of company.assignments) {
      expect(company.people[person - 1]?.id).toBe(person);
      expect(company.departments[department - 1]?.id).toBe(department);
      expect(positions).toContain(position);
    }
    for (const { id, parent } of company.departments) if (parent !== null) expect(parent).toBeLessThan(id);
    const held = new Set(company.assignments.map(({ position }) => position));
    expect(positions.filter((code) => !held.has(code))).toEqual([]);
  });

  it('DEMO-4 the three administrators hold an office and no assignment; everybody else the reverse', () => {
    const offices = company.people.filter(({ office }) => office !== null);
    expect(offices.map(({ office }) => office).sort()).toEqual(['audit', 'security', 'system']);
    for (const person of company.people) {
      const posts = company.assignments.filter((held) => held.person === person.id);
      expect(posts.length > 0, person.login).toBe(person.office === null);
    }
  });

  it('DEMO-4 who has moved or left holds nothing of what was', () => {
    const [sales, marketing] = postsOf('zhou.min');
    expect(sales?.position).toBe('sales-rep');
    expect(marketing?.position).toBe('marketer');
    expect(sales !== undefined && isInForce(sales, AT)).toBe(false);
    expect(marketing !== undefined && isInForce(marketing, AT)).toBe(true);
    expect(personOf('sun.tao').status).toBe('left');
    expect(postsOf('sun.tao').filter((held) => isInForce(held, AT))).toEqual([]);
    for (const { status, id, office } of company.people) {
      const inForce = company.assignments.some((held) => held.person === id && isInForce(held, AT));
      expect(inForce).toBe(status === 'active' && office === null);
    }
  });

  it('has a call centre of outsiders, all on assignments that end', () => {
    const agents = company.assignments.filter(({ department }) => department === DEPARTMENT.callCentre);
    expect(agents.length).toBeGreaterThan(10);
    for (const { position, validity } of agents) {
      expect(position).toBe('outsourced-agent');
      expect(validity.until).toBeGreaterThan(AT);
    }
  });
});
