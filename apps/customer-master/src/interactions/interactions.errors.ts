import { Problem } from '@crm/platform/problem';

/** The outside system told of another customer's contact under the same id. */
export class ExternalRefTaken extends Problem {
  constructor() {
    super({
      type: 'external-ref-taken',
      status: 409,
      titles: {
        zh: '该外部编号已用于另一客户的联系记录',
        en: 'The external id stands for a contact with another customer already',
      },
    });
  }
}
