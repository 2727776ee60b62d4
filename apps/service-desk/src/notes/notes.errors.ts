import { Problem } from '@crm/platform/problem';

/** Who is mentioned is nobody who works here. */
export class MentionImpossible extends Problem {
  constructor(employeeIds: readonly string[]) {
    super({
      type: 'mention-impossible',
      status: 422,
      titles: {
        zh: '被提及的人员不存在或已离职',
        en: 'Somebody mentioned is not known or does not work here any more',
      },
      members: { employeeIds },
    });
  }
}

/** What is to be corrected is no note of the case. */
export class NoSuchNote extends Problem {
  constructor() {
    super({
      type: 'no-such-note',
      status: 422,
      titles: { zh: '要更正的备注不属于该工单', en: 'What is to be corrected is no note of this case' },
    });
  }
}
