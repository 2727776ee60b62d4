import { Problem } from '@crm/platform/problem';

/** The case is another customer's than the request supposes: somebody was faster. */
export class CaseCustomerDiffers extends Problem {
  /** @param customerId whose it is today; null: nobody knows */
  constructor(customerId: string | null) {
    super({
      type: 'case-customer-differs',
      status: 409,
      titles: {
        zh: '该工单的客户与请求所述不符',
        en: 'The case is not of the customer that the request supposes',
      },
      detail: {
        zh: '工单已关联客户时，更正须在 correction 中写明原客户 insteadOf 和原因 reason',
        en: 'Where a case has a customer, `correction` has to name it as `insteadOf`, with the reason.',
      },
      members: { customerId },
    });
  }
}

/** No card of such a customer has arrived. */
export class CustomerUnknown extends Problem {
  constructor() {
    super({
      type: 'customer-unknown',
      status: 422,
      titles: { zh: '没有这个客户', en: 'There is no such customer' },
    });
  }
}
