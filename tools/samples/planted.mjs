// @ts-check
import { toFullWidth } from './mess.mjs';
import { makeUscc } from './uscc.mjs';
import { industries } from './vocabulary/companies.mjs';
import { places } from './vocabulary/places.mjs';
/** @import { Customer, CustomerMaker } from './customers.mjs' */
/** @import { CustomerRecord, Row, Source } from './records.mjs' */
/** @import { Random } from './random.mjs' */

/** Ids below 1010 of every source are the cases of this file; tests and the guide name them. */
export const firstOrdinaryNumber = 1010;

/**
 * 山西煤业 and its neighbours: three departments' names of one firm under one USCC, a namesake with another USCC, and a
 * record that nothing but its name connects with either.
 * @param {CustomerMaker} maker
 * @param {Random} random
 * @returns {CustomerRecord[]}
 */
export function shanxiCoal(maker, random) {
  const firm = coalFirm(maker, '140105', {
    legalName: '山西煤产品总公司',
    shortName: '山西煤业',
    landline: '0351-7650000',
    email: 'caigou@shanximei.example',
    street: '龙城大街66号',
    uscc: makeUscc(random, '91', '140100'),
    size: 40,
  });
  const namesake = coalFirm(maker, '140213', {
    legalName: '山西煤业',
    shortName: '山西煤业',
    landline: '0352-5559000',
    street: '御河东路9号',
    uscc: makeUscc(random, '91', '140200'),
    size: 3,
  });
  const unknown = coalFirm(maker, '140105', { legalName: '山西煤产品', shortName: '山西煤产品', uscc: null });
  const { uscc, mobile, salesOwner } = firm;
  const code = uscc ?? '';
  return [
    planted(firm, 'erp', 1001, '山西煤业', '0351-7650000', {
      uscc: code,
      phone: '0351-7650000',
      address: '太原市小店区龙城大街66号',
      region: '140105',
      department: 'sales-north',
      owner: salesOwner,
    }),
    planted(firm, 'sales', 1001, '山西煤矿', mobile, {
      uscc: code.toLowerCase(),
      phone: `+86 ${mobile}`,
      email: firm.email.toUpperCase(),
      contactName: firm.contact.family + firm.contact.given,
      department: 'sales-north',
      owner: salesOwner,
    }),
    planted(firm, 'service', 1001, '山西煤产品总公司', mobile, {
      uscc: toFullWidth(code),
      phone: mobile,
      department: 'service',
    }),
    planted(firm, 'finance', 1001, '山西煤产品总公司', null, {
      uscc: code,
      street: '龙城大街６６号',
      locality: '太原市小店区',
      postalCode: '030006',
    }),
    planted(namesake, 'erp', 1002, '山西煤业', '0352-5559000', {
      uscc: namesake.uscc ?? '',
      phone: '(0352) 5559000',
      address: '大同市平城区御河东路9号',
      region: '140213',
    }),
    planted(unknown, 'service', 1002, '山西煤产品', null, {}),
  ];
}

/** A given name outside GBK: four bytes in GB18030, so a reader that only knows GBK is found out. @param {CustomerMaker} maker @returns {CustomerRecord[]} */
export function rareCharacter(maker) {
  const person = maker.person();
  Object.assign(person, {
    legalName: '王㛃',
    shortName: '王㛃',
    contact: { family: '王', given: '㛃', pinyin: 'wang.jie' },
  });
  const phone = person.mobile;
  return [
    planted(person, 'erp', 1003, '王㛃', phone, { phone, familyName: '王', givenName: '㛃' }),
    planted(person, 'service', 1003, '王㛃', phone, { phone: `+86 ${phone}` }),
  ];
}

/** @param {CustomerMaker} maker @param {string} region @param {Partial<Customer>} facts @returns {Customer} */
function coalFirm(maker, region, facts) {
  const firm = maker.organisation();
  const industry = industries.find(({ key }) => key === 'coal') ?? null;
  const place = places.find((one) => one.region === region) ?? firm.place;
  return { ...firm, tradeName: '', formerName: null, industry, place, salesOwner: 'E1031', ...facts };
}

/**
 * @param {Customer} customer
 * @param {Source} source
 * @param {number} number
 * @param {string} name
 * @param {string | null} phone
 * @param {Row} fields
 * @returns {CustomerRecord}
 */
function planted(customer, source, number, name, phone, fields) {
  const sourceId = `${{ erp: 'K', sales: 'S', service: 'C', finance: 'F' }[source]}-${number}`;
  const clean = { name, phone, uscc: fields.uscc ? customer.uscc : null, email: fields.email ? customer.email : null };
  return { customer, source, sourceId, clean, row: { source, sourceId, kind: customer.kind, name, ...fields } };
}

/** Rows that an import must refuse, with the reason: the only ones. @type {readonly (Row & { because: string })[]} */
export const refusedRows = [
  refused('erp', 'K-9801', 'USCC check character', {
    name: '临汾同顺洗选煤有限公司',
    uscc: '91141000MA0K12347A',
    phone: '0357-5559801',
  }),
  refused('erp', 'K-9802', 'no name', { uscc: '', phone: '0351-5559802', address: '太原市迎泽区建设路2号' }),
  refused('erp', 'K-9803', 'no name', { kind: 'person', phone: '13900009803' }),
  refused('sales', 'S-9801', 'USCC of 17 characters', {
    name: '郑州同顺机械',
    uscc: '91410105MA4612345',
    phone: '13800009801',
  }),
  refused('sales', 'S-9802', 'no name', { phone: '13800009802', contactName: '王经理' }),
  refused('sales', 'S-9803', 'impossible phone and nothing else', { name: '广州同顺商贸', phone: '13800' }),
  refused('service', 'C-9801', 'impossible phone and nothing else', { kind: 'person', name: '李师傅', phone: '12345' }),
  refused('service', 'C-9802', 'no name', { phone: '0351-5559803' }),
  refused('service', 'C-9803', 'USCC check character', { name: '太原同顺物流有限公司', uscc: '91140100MA0HB5672X' }),
  refused('finance', 'F-9801', 'the letter O in the USCC', {
    name: '石家庄同顺化工有限公司',
    uscc: '9113O102MA07Q12345',
  }),
  refused('finance', 'F-9802', 'USCC check character', { name: '苏州同顺新材料有限公司', uscc: '91320505MA1N345678' }),
  refused('finance', 'F-9803', 'no name', { uscc: '', street: '人民路18号', locality: '西安市雁塔区' }),
];

/** @param {Source} source @param {string} sourceId @param {string} because @param {Row} fields */
function refused(source, sourceId, because, fields) {
  return { source, sourceId, kind: 'organisation', name: '', ...fields, because };
}
