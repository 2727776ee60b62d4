import { Problem } from '@crm/platform/problem';

/** A case that has ended takes and gives no contacts. */
export class CaseIsOver extends Problem {
  constructor(caseId: string, state: string) {
    super({
      type: 'case-over',
      status: 409,
      titles: { zh: '工单已结束，不能移入或移出联系记录', en: 'The case has ended: its contacts stay as they are' },
      members: { caseId, state },
    });
  }
}

/** Without its only contact a case would be about nothing. */
export class LastIntake extends Problem {
  constructor(caseId: string) {
    super({
      type: 'last-intake',
      status: 409,
      titles: { zh: '不能移走工单唯一的联系记录', en: 'It is the only contact of its case' },
      detail: {
        zh: '整个工单属于另一工单时，请合并工单（merge）',
        en: 'Where the whole case belongs to another one, merge the cases (merge).',
      },
      members: { caseId },
    });
  }
}

/** The contact is of one customer and the case of another. */
export class OtherCustomer extends Problem {
  constructor() {
    super({
      type: 'other-customer',
      status: 409,
      titles: { zh: '联系记录与工单属于不同客户', en: 'The contact is of one customer and the case of another' },
      detail: {
        zh: '联系记录的客户有误时，请先拆出（detach），再更正新工单的客户，然后合并',
        en: 'Where the customer of the contact is wrong, detach it, correct the customer of its new case, and merge that.',
      },
    });
  }
}

/** Somebody else moved the contact meanwhile. */
export class IntakeMovedMeanwhile extends Problem {
  constructor(caseId: string) {
    super({
      type: 'intake-moved',
      status: 409,
      titles: { zh: '该联系记录已被移至其他工单', en: 'Somebody gave the contact to another case meanwhile' },
      members: { caseId },
    });
  }
}
