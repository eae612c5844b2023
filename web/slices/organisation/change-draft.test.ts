import { describe, expect, it } from 'vitest';
import { changeFaults, emptyChange, requestsOf } from './change-draft.ts';

const NOW = Date.parse('2026-05-06T04:00:00.000Z');
const person = {
  id: 7,
  login: 'lin',
  name: '林小满',
  status: 'active' as const,
  office: null,
  trainedUntil: null,
  assignments: [
    {
      id: 21,
      department: 3,
      position: 'clerk',
      from: '2026-01-01T00:00:00.000Z',
      until: null,
      capacity: 'regular' as const,
    },
  ],
};

describe('a change of posts in its wizard', () => {
  it('ORG-19 says what is missing, and asks the server nothing before it is complete', () => {
    const transfer = emptyChange('transfer', person);
    expect(transfer.assignment).toBe(21);
    expect(changeFaults(transfer, NOW)).toEqual(['department', 'position']);
    expect(requestsOf(transfer, 7)).toBeNull();
    const late = { ...transfer, department: 4, position: 'head', from: '2020-01-01T09:00' };
    expect(changeFaults(late, NOW)).toEqual(['from']);
    const acting = { ...late, kind: 'assign' as const, from: '', isActing: true };
    expect(changeFaults(acting, NOW)).toEqual(['until']);
    expect(changeFaults({ ...acting, until: '2026-05-05T00:00' }, NOW)).toEqual(['until']);
  });

  it('ORG-19 previews exactly what it would do', () => {
    const transfer = { ...emptyChange('transfer', person), department: 4, position: 'head' };
    const body = { assignment: 21, department: 4, position: 'head' };
    expect(requestsOf(transfer, 7)).toEqual({
      preview: { kind: 'transfer', transfer: body },
      change: { kind: 'transfer', body },
    });
    const leave = emptyChange('leave', person);
    expect(requestsOf(leave, 7)?.change).toEqual({ kind: 'person', id: 7, body: { status: 'left' } });
    const at = new Date('2026-06-30T18:00').toISOString();
    const later = requestsOf({ ...leave, from: '2026-06-30T18:00' }, 7);
    expect(later).toEqual({
      preview: { kind: 'leave', person: 7, at },
      change: { kind: 'depart', person: 7, at },
    });
  });
});
