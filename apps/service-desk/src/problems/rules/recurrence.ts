/** When cases become a problem, and when its actions are taken for effective. */
export interface ProblemRule {
  /** So many cases of one product and cause … */
  cases: number;
  /** … that were received within so many days open a problem. */
  windowDays: number;
  /** For so many days after the last action it is watched whether cases recur. */
  verificationDays: number;
  /** How many percent of the weekly rate before the rate after may be. */
  toleratedPercent: number;
}

/** The rules of problems: a default, and causes that have their own. */
export interface ProblemRules {
  default: ProblemRule;
  byCause: (ProblemRule & { causeId: string })[];
}

/** Until somebody says otherwise. */
export const defaultProblemRules: ProblemRules = {
  default: { cases: 5, windowDays: 30, verificationDays: 30, toleratedPercent: 20 },
  byCause: [],
};

const day = 86_400_000;

export const ruleFor = (rules: ProblemRules, causeId: string): ProblemRule =>
  rules.byCause.find((rule) => rule.causeId === causeId) ?? rules.default;

/** Begin of the window that ends at `now`; cases that were received then or later count. */
export const windowBegin = ({ windowDays }: ProblemRule, now: Date): Date => new Date(now.getTime() - windowDays * day);

/** Whether so many cases within the window are a problem. */
export const isRecurring = ({ cases }: ProblemRule, counted: number): boolean => counted >= cases;

/** End of the verification of what was done at `actionAt`. */
export const verificationEnd = ({ verificationDays }: ProblemRule, actionAt: Date): Date =>
  new Date(actionAt.getTime() + verificationDays * day);
