import type { Tx } from '@crm/persistence';
import { NotFound, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { earn, type EarningTerms } from '../points/rules/earning.js';
import { lineInWords, termsInWords } from '../points/rules/earning-words.js';
import { ProgramsService } from './programs.service.js';
import type { SimulateRequest, SimulationResponse } from './simulations.dto.js';

/** What an order would earn, with the same rule that books it. */
@Injectable()
export class SimulationsService {
  constructor(private readonly programs: ProgramsService) {}

  /** @throws NotFound for an unknown program or a moment before its first rule, ValidationFailed */
  async simulate(tx: Tx, programId: string, order: SimulateRequest, now: Date): Promise<SimulationResponse> {
    refuseContradictions(order);
    const { terms, ruleVersion } = await this.termsFor(tx, programId, order, now);
    const { points, lines } = earn(terms, order);
    return {
      points,
      ruleVersion,
      rule: termsInWords(terms),
      lines: lines.map((line) => ({ ...line, words: lineInWords(terms, line) })),
    };
  }

  private async termsFor(
    tx: Tx,
    programId: string,
    order: SimulateRequest,
    now: Date,
  ): Promise<{ terms: EarningTerms; ruleVersion: number | null }> {
    await this.programs.find(tx, programId);
    if (order.terms) return { terms: order.terms, ruleVersion: null };
    const rule = await this.programs.ruleAt(tx, programId, order.paidAt === undefined ? now : new Date(order.paidAt));
    if (!rule) throw new NotFound({ zh: '该时间尚无积分规则', en: 'There was no rule at that moment.' });
    return { terms: rule, ruleVersion: rule.version };
  }
}

function refuseContradictions(order: SimulateRequest): void {
  const ids = new Set<string>();
  const errors = order.lines.flatMap(({ lineId }, at) => {
    const twice = ids.has(lineId);
    ids.add(lineId);
    return twice ? [{ pointer: `/lines/${at}/lineId`, message: { zh: '行号重复', en: 'names a line twice' } }] : [];
  });
  if (order.terms && order.paidAt !== undefined) {
    errors.push({
      pointer: '/paidAt',
      message: { zh: '不能与 terms 同时使用', en: 'does not go together with terms' },
    });
  }
  const sum = order.lines.reduce((total, line) => total + line.amountMinor, 0);
  if (!Number.isSafeInteger(sum * 100)) {
    errors.push({ pointer: '/lines', message: { zh: '金额合计过大', en: 'amounts add up to too much' } });
  }
  if (errors.length > 0) throw new ValidationFailed(errors);
}
