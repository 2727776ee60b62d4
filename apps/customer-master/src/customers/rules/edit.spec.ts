import { describe, expect, it } from '@jest/globals';
import type { CustomerFacts } from '../customer.shape.js';
import { applyEdit, saysAnything } from './edit.js';

const pinned: CustomerFacts = {
  kind: 'person',
  person: { familyName: '张', givenName: '伟' },
  contactPoints: [{ type: 'phone', value: '+8613812345678' }],
};

describe('an edit', () => {
  it('replaces lists and joins the fields of objects', () => {
    const next = applyEdit(pinned, { person: { birthDate: '1980-01-31' }, contactPoints: [] });
    expect(next).toEqual({
      kind: 'person',
      person: { familyName: '张', givenName: '伟', birthDate: '1980-01-31' },
      contactPoints: [],
    });
  });

  it('takes a pin back by null, and leaves what it does not mention', () => {
    const next = applyEdit(pinned, { person: null });
    expect(next).toEqual({ kind: 'person', contactPoints: pinned.contactPoints });
    expect(saysAnything(next)).toBe(true);
    expect(saysAnything(applyEdit(next, { contactPoints: null }))).toBe(false);
  });
});
