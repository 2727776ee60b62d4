import { type DeskApp, employee } from './desk-app.js';
import { Caller } from './http.js';

/** A problem as it is read over HTTP. */
export interface ProblemBody {
  id: string;
  version: number;
  state: string;
  allowed: string[];
  productId: string | null;
  caseCount: number;
  earlierProblemId: string | null;
  rootCause: string | null;
  responsible: { employeeId: string; department: string } | null;
  verifyUntil: string | null;
  closedAt: string | null;
  actions: { id: string; what: string | null; overdue: boolean; doneAt: string | null; evidence: string | null }[];
  verifications: {
    effective: boolean;
    ratePercent: number | null;
    before: { cases: number; casesPerWeek: number };
    after: { cases: number; casesPerWeek: number };
  }[];
  cases: { id: string; number: string }[];
}

export interface RuleBody {
  cases: number;
  windowDays: number;
  verificationDays: number;
  toleratedPercent: number;
}

let codes = 0;

/** What people do with recurring problems, over HTTP. */
export class ProblemSteps {
  private constructor(
    private readonly app: DeskApp,
    readonly admin: Caller,
    /** Agent of the service department, who takes in and assesses. */
    readonly anna: Caller,
    /** Of the complaint centre, who analyses and plans. */
    readonly cora: Caller,
    /** Agent of the responsible department. */
    readonly quinn: Caller,
    /** Agent of it who carries out. */
    readonly omar: Caller,
  ) {}

  static async of(app: DeskApp): Promise<ProblemSteps> {
    const staff = { E1061: 'quality', E1062: 'quality', E1071: 'finance' };
    for (const [id, department] of Object.entries(staff))
      await app.probe.publish(employee(id, { department, roles: [] }));
    await app.allRead();
    return new ProblemSteps(
      app,
      await Caller.of(app, 'E1006', 'admin', 'management'),
      await Caller.of(app, 'E1002', 'agent', 'service'),
      await Caller.of(app, 'E1021', 'complaint-centre', 'complaint-centre'),
      await Caller.of(app, 'E1061', 'agent', 'quality'),
      await Caller.of(app, 'E1062', 'agent', 'quality'),
    );
  }

  async cause(rule?: RuleBody): Promise<string> {
    const body = { code: `cause_${++codes}`, names: { zh: '包装破损', en: 'Damaged packaging' } };
    const { id } = await this.admin.do<{ id: string }>('/causes', body, 201);
    if (rule) await this.rule(id, rule);
    return id;
  }

  /** The rule of one cause beside those that others have. */
  async rule(causeId: string, rule: RuleBody): Promise<void> {
    const { headers, body } = (await this.admin.get('/problem-rules')) as {
      headers: Record<string, string>;
      body: { default: RuleBody; byCause: (RuleBody & { causeId: string })[] };
    };
    const byCause = [...body.byCause.filter((other) => other.causeId !== causeId), { causeId, ...rule }];
    const answer = await this.admin.put(
      '/problem-rules',
      { default: body.default, byCause },
      { 'if-match': headers['etag']! },
    );
    if (answer.status !== 200) throw new Error(`PUT /problem-rules answers ${answer.status}: ${answer.text}`);
  }

  /** Takes in a case and assesses it. */
  async assessed(causeId: string, productId: string | null = 'P-7'): Promise<string> {
    const id = await this.anna.takeIn();
    await this.anna.do(`/cases/${id}/assess`, { severity: 'normal', productId, causeId });
    return id;
  }

  async assessedTimes(count: number, causeId: string, productId: string | null = 'P-7'): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index++) ids.push(await this.assessed(causeId, productId));
    return ids;
  }

  async problemsOf(causeId: string, by = this.cora): Promise<ProblemBody[]> {
    return (await by.read<{ items: ProblemBody[] }>(`/problems?cause=${causeId}`)).items;
  }

  read(id: string, by = this.cora): Promise<ProblemBody> {
    return by.read<ProblemBody>(`/problems/${id}`);
  }

  /** Says what is behind it, as of the newest version. */
  async analyse(id: string, by = this.cora): Promise<ProblemBody> {
    const { version } = await this.read(id, by);
    const responsible = { department: 'quality', employeeId: 'E1061' };
    const body = { rootCause: '纸箱抗压强度不足', responsible };
    const answer = await by.post(`/problems/${id}/analyse`, body, { 'if-match': `"v${version}"` });
    if (answer.status !== 200) throw new Error(`analyse answers ${answer.status}: ${answer.text}`);
    return answer.body as ProblemBody;
  }

  /** Plans an action that is due in 10 days; returns its id. */
  async plan(id: string, owner = 'E1062'): Promise<string> {
    const dueAt = new Date(Date.now() + 10 * 86_400_000).toISOString();
    const body = { what: '更换纸箱供应商', owner, dueAt };
    const { actions } = await this.cora.do<ProblemBody>(`/problems/${id}/actions`, body, 201);
    return actions.at(-1)!.id;
  }

  report(id: string, actionId: string, by = this.omar): Promise<ProblemBody> {
    return by.do<ProblemBody>(`/problems/${id}/actions/${actionId}/done`, { evidence: '检验报告 QC-031' });
  }

  /** From a problem that was just found to the begin of its verification. */
  async act(id: string): Promise<ProblemBody> {
    await this.analyse(id);
    return this.report(id, await this.plan(id));
  }

  /** As if everything so far had happened so many days earlier, and the timers had noticed nothing yet. */
  async daysPass(days: number): Promise<void> {
    const ago = (table: string, ...columns: string[]): string =>
      `UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} - make_interval(days => ${days})`).join(', ')}`;
    await this.app.transactions.run(async (tx) => {
      await tx.query(ago('service_case', 'opened_at'));
      await tx.query(ago('problem', 'since', 'opened_at', 'analysed_at', 'action_at', 'verify_until', 'closed_at'));
      await tx.query(ago('preventive_action', 'due_at', 'planned_at', 'done_at', 'reported_at'));
      await tx.query(ago('problem_verification', 'since', 'action_at', 'until', 'verified_at'));
      await tx.query(`${ago('timer', 'due_at', 'next_try_at')} WHERE kind LIKE 'problems.%' AND state = 'armed'`);
    });
  }
}
