import type { Refusal } from '@crm/messaging';
import { NotFound } from '../problem/problems.js';
import { Problem } from '../problem/problem.js';

/** Somebody decided about the message before, or it was sent: nothing is to be decided. */
export class AlreadyDecided extends Problem {
  constructor() {
    super({
      type: 'already-decided',
      status: 409,
      titles: { zh: '该消息已处理，无需再作决定', en: 'There is nothing to decide about this message any more' },
    });
  }
}

/** An earlier message of the same aggregate waits too and has to be decided first. */
export class WaitsBehind extends Problem {
  /** @param behind the letter to decide first */
  constructor(behind: string) {
    super({
      type: 'waits-behind',
      status: 409,
      titles: {
        zh: '同一对象的更早消息尚未处理',
        en: 'An earlier message of the same aggregate has to be decided first',
      },
      members: { behind },
    });
  }
}

/** Throws the problem that a refusal stands for; anything else passes. */
export function decidedOr<Result extends object>(result: Result | Refusal): Result {
  if (!('refused' in result)) return result;
  if (result.refused === 'absent') throw new NotFound();
  throw result.refused === 'decided' ? new AlreadyDecided() : new WaitsBehind(result.behind);
}
