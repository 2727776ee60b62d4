import { describe, expect, it } from '@jest/globals';
import { aCustomer, aPerson } from './customer.builder.js';
import { anIntake } from './intake.builder.js';
import { firmName, mobileNumber, usccCheckCharacter, usccOf } from './numbering.js';
import { anOrder } from './order.builder.js';

const usccIsValid = (code: string) =>
  /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code) && usccCheckCharacter(code.slice(0, 17)) === code.charAt(17);

/** GB 11714: the ninth character of the organisation code inside. */
const organisationCodeIsValid = (code: string) => {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number.parseInt(code.charAt(8 + at), 36), 0);
  return '0X987654321'.charAt(sum % 11) === code.charAt(16);
};

describe('the builders', () => {
  it.each(['91350100M000100Y43', '91110108551385082Q'])('check a USCC as %s wants it', (known) => {
    expect(usccIsValid(known)).toBe(true);
    expect(organisationCodeIsValid(known)).toBe(true);
    expect(usccIsValid(`${known.slice(0, 16)}0${known.charAt(17)}`)).toBe(false);
  });

  it('never give a USCC, a phone or a firm name twice, and every USCC is valid', () => {
    const numbers = Array.from({ length: 2000 }, (_, at) => at + 1);
    const codes = numbers.map(usccOf);
    expect(codes.filter((code) => !usccIsValid(code) || !organisationCodeIsValid(code))).toEqual([]);
    for (const values of [codes, numbers.map(mobileNumber), numbers.map(firmName)]) {
      expect(new Set(values).size).toBe(numbers.length);
    }
  });

  it('take what the test says and fill in the rest', () => {
    const customer = aCustomer({ name: '山西煤业有限公司', uscc: null, phone: '0351-7650000', status: 'active' });
    expect(customer).toMatchObject({
      kind: 'organisation',
      names: [{ type: 'legal', text: '山西煤业有限公司' }],
      identifiers: [],
      contactPoints: [{ type: 'phone', value: '0351-7650000', usage: 'work' }],
      status: 'active',
    });
    expect(aCustomer({ source: undefined }).source).toBeUndefined();
  });

  it('build customers that share nothing', () => {
    const [one, other] = [aCustomer(), aCustomer()];
    for (const field of ['names', 'identifiers', 'contactPoints', 'source'] as const) {
      expect(one[field]).not.toEqual(other[field]);
    }
  });

  it('build a person with a name and without a USCC', () => {
    expect(aPerson({ givenName: '伟' })).toMatchObject({
      kind: 'person',
      person: { familyName: '张', givenName: '伟' },
    });
    expect(aPerson().identifiers).toEqual([]);
  });

  it('number the lines of an order', () => {
    const order = anOrder({ customer: { id: 'K-1' }, lines: [{ quantity: 2 }, { productId: 'P-8' }] });
    expect(order.customer).toMatchObject({ source: 'erp', id: 'K-1' });
    expect(order.lines.map((line) => [line.lineId, line.quantity, line.productId])).toEqual([
      ['1', 2, 'P-7'],
      ['2', 1, 'P-8'],
    ]);
  });

  it('build an intake of a known customer without a contact', () => {
    expect(anIntake({ customerId: '01981a2b-1111-7000-8000-00000000c001' }).contact).toBeUndefined();
    expect(anIntake().contact?.value).not.toBe(anIntake().contact?.value);
  });
});
