import { Problem } from '@crm/platform/problem';

/** Somebody who has left is given nothing. */
export class AgentHasLeft extends Problem {
  constructor() {
    super({
      type: 'agent-has-left',
      status: 409,
      titles: { zh: '该员工已离职，不能设为坐席', en: 'The employee has left and cannot be an agent' },
    });
  }
}
