import { Problem } from '@crm/platform/problem';

/** No such entry in the list of causes. */
export class UnknownCause extends Problem {
  constructor(causeId: string) {
    super({
      type: 'unknown-cause',
      status: 404,
      titles: { zh: '原因清单中没有该原因', en: 'The list of causes has no such entry' },
      members: { causeId },
    });
  }
}

/** The cause is kept for old cases only. */
export class CauseRetired extends Problem {
  constructor(causeId: string) {
    super({
      type: 'cause-retired',
      status: 409,
      titles: { zh: '该原因已停用', en: 'The cause is retired: no case is given it any more' },
      members: { causeId },
    });
  }
}

/** Another cause has the code. */
export class CauseCodeTaken extends Problem {
  constructor() {
    super({
      type: 'cause-code-taken',
      status: 409,
      titles: { zh: '该原因代码已被使用', en: 'Another cause has this code' },
    });
  }
}
