import { describe, expect, it } from '@jest/globals';
import { tidingsOf } from './tidings.js';

const by = { employeeId: 'E1' };
const person = (employeeId: string) => ({ employeeId, department: 'service' });

describe('of what happens to a case', () => {
  it('its new owner learns, and who gave it away', () => {
    expect(tidingsOf({ type: 'case.opened', by, details: { owner: person('A1') } })).toEqual([
      { kind: 'assigned', to: { employeeId: 'A1' } },
    ]);
    const accepted = { type: 'case.handover-accepted', by, details: { owner: person('A2'), handoverId: 'h' } };
    expect(tidingsOf(accepted)).toEqual([
      { kind: 'assigned', to: { employeeId: 'A2' } },
      { kind: 'handed_over', to: { giverOf: 'h' } },
    ]);
  });

  it('its owner learns that it begins again', () => {
    const details = { cycle: 2, owner: person('A1') };
    expect(tidingsOf({ type: 'case.reopened', by, details })).toEqual([{ kind: 'reopened', to: { employeeId: 'A1' } }]);
  });

  it('who is asked by name learns of the offer, a department as such does not', () => {
    const offered = (employeeId: string | null) =>
      tidingsOf({ type: 'case.handover-offered', by, details: { to: { employeeId, department: 'finance' } } });
    expect(offered('A3')).toEqual([{ kind: 'offered', to: { employeeId: 'A3' } }]);
    expect(offered(null)).toEqual([]);
  });

  it('the owner learns that an offer was declined, but not that the system took it back', () => {
    const details = { owner: person('A1'), handoverId: 'h' };
    expect(tidingsOf({ type: 'case.handover-declined', by, details })).toEqual([{ kind: 'declined', to: 'owner' }]);
    expect(tidingsOf({ type: 'case.handover-declined', by: null, details })).toEqual([]);
  });

  it('the owner learns of a further contact of the customer, not of the first', () => {
    const recorded = (decision: string) => tidingsOf({ type: 'intake.recorded', by: null, details: { decision } });
    expect(recorded('attached')).toEqual([{ kind: 'customer_contact', to: 'owner' }]);
    expect(recorded('opened')).toEqual([]);
  });

  it('who is to call the customer back learns of it, whoever decided that', () => {
    const assigned = (assignee: object | null) => tidingsOf({ type: 'callback.assigned', by, details: { assignee } });
    expect(assigned(person('A1'))).toEqual([{ kind: 'callback_assigned', to: { employeeId: 'A1' } }]);
    expect(assigned(null)).toEqual([]);
  });

  it('everybody who is named learns of warnings and notes, and nobody of anything else', () => {
    expect(tidingsOf({ type: 'sla.warned', by: null, details: { to: ['A1', 'A2'] } })).toHaveLength(2);
    expect(tidingsOf({ type: 'case.noted', by, details: { mentions: ['A1', 'A2', 'A3'] } })).toHaveLength(3);
    expect(tidingsOf({ type: 'case.acknowledged', by, details: {} })).toEqual([]);
  });

  it('who may decide learns of what is asked for', () => {
    const asked = (type: string, details: object) => tidingsOf({ type, by, details: { ...details } });
    expect(asked('extension.requested', { extensionId: 'x' })).toEqual([
      { kind: 'to_decide', to: { decidersOf: 'extension', id: 'x' } },
    ]);
    expect(asked('goodwill.proposed', { goodwillId: 'g' })).toEqual([
      { kind: 'to_decide', to: { decidersOf: 'goodwill', id: 'g' } },
    ]);
  });

  it('an offer that was taken back is told to who was asked by name, and to the owner', () => {
    const withdrawn = (employeeId: string | null) =>
      tidingsOf({ type: 'case.handover-withdrawn', by, details: { to: { employeeId, department: 'finance' } } });
    const owner = { kind: 'withdrawn', to: 'owner' };
    expect(withdrawn('A3')).toEqual([{ kind: 'withdrawn', to: { employeeId: 'A3' } }, owner]);
    expect(withdrawn(null)).toEqual([owner]);
  });

  it('who waits for a decision learns of it', () => {
    const decided = (type: string, details: object) => tidingsOf({ type, by, details: { ...details } });
    for (const type of ['goodwill.approved', 'goodwill.rejected']) {
      expect(decided(type, { proposedBy: 'A1' })).toEqual([{ kind: 'decided', to: { employeeId: 'A1' } }]);
    }
    for (const type of ['extension.approved', 'extension.declined']) {
      expect(decided(type, { requestedBy: 'A1' })).toEqual([{ kind: 'decided', to: { employeeId: 'A1' } }]);
    }
  });
});
