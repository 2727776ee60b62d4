/** Bodies that work as they are: what all properties together would say is nobody's. */
const organisation = {
  kind: 'organisation',
  names: [
    { type: 'legal', text: '山西煤业有限公司' },
    { type: 'short', text: '山西煤业' },
  ],
  identifiers: [{ type: 'uscc', value: '91350100M000100Y43' }],
  contactPoints: [{ type: 'phone', value: '0351-7650000转801', usage: 'work' }],
  addresses: [{ type: 'registered', text: '太原市小店区龙城大街66号', region: '140105', country: 'CN' }],
  attributes: { industry: 'coal' },
  owner: { employeeId: null, department: 'sales-north' },
};

const person = {
  kind: 'person',
  person: { familyName: '张', givenName: '伟', birthDate: '1980-01-31', gender: 'male' },
  contactPoints: [
    { type: 'phone', value: '138 1234 5678' },
    { type: 'email', value: 'zhangwei@example.com' },
  ],
  owner: { employeeId: null, department: 'service' },
};

/** Of `POST /customers`. */
export const registrationExamples = {
  organisation: {
    summary: 'An organisation that the ERP knows',
    value: { ...organisation, source: { system: 'erp', id: 'K-1001', observedAt: '2026-01-05T02:00:00Z' } },
  },
  person: { summary: 'A person, by hand', value: person },
};

/** Of `PUT /customers/by-source/{source}/{sourceId}`. */
export const sourceRecordExamples = {
  organisation: { summary: 'An organisation', value: { ...organisation, observedAt: '2026-01-05T02:00:00Z' } },
  person: { summary: 'A person', value: person },
};

/** Of `PATCH /customers/{id}`. */
export const correctionExamples = {
  part: {
    summary: 'Status and an attribute; the rest stays',
    value: { status: 'target', attributes: { industry: 'coal' } },
  },
  pinned: {
    summary: 'A name held against all systems until a day',
    value: {
      names: [{ type: 'legal', text: '山西煤业有限公司' }],
      pin: { reason: '营业执照已核对', expiresAt: '2037-01-31T16:00:00Z' },
    },
  },
  undesirable: { summary: 'Undesirable, with the reason', value: { status: 'undesirable', statusReason: 'bad_debt' } },
  asSystemsSay: { summary: 'Names as the systems say them again', value: { names: null } },
};
