import { describe, expect, it } from '@jest/globals';
import { factsOf } from './ordering-customer.js';

describe('the customer of an order', () => {
  it('has the numbers of the event in their normal form', () => {
    expect(factsOf({ name: '山西煤业', uscc: '91140100ma8g34038x', phone: '0351-7650000' })).toEqual({
      kind: 'organisation',
      names: [{ type: 'legal', text: '山西煤业' }],
      identifiers: [{ type: 'uscc', value: '91140100MA8G34038X' }],
      contactPoints: [{ type: 'phone', value: '+863517650000' }],
    });
  });

  it('loses a wrong number, not the order', () => {
    const facts = factsOf({ name: '山西煤业有限公司', uscc: '91140100MA8G340380', phone: '12' });
    expect(facts).toMatchObject({ identifiers: [], contactPoints: [] });
    expect(factsOf({ name: ' ' }).names).toBeUndefined();
  });

  it.each(['吴凯', '朱勇', '欧阳修文', '买买提·艾力'])('is a person when it is called %s', (name) => {
    expect(factsOf({ name, phone: '18700009176' }).kind).toBe('person');
  });

  it.each(['山西煤业', '麒凯建材', '太原面馆店', '川德合作社', 'Wang Wei Ltd', '', '太原安禾洗选煤有限公司'])(
    'is an organisation when it is called "%s"',
    (name) => {
      expect(factsOf({ name }).kind).toBe('organisation');
    },
  );

  it('is an organisation when it has a USCC, however short its name is', () => {
    expect(factsOf({ name: '吴凯', uscc: '91140100MA8G34038X' }).kind).toBe('organisation');
  });
});
