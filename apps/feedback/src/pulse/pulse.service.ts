import { CustomerDirectory } from '@crm/directory';
import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { departmentLimit } from '../customers/current-customer.sql.js';
import { ResponsesService } from '../responses/responses.service.js';
import type { LastScore, PulsePoint, PulseResponse } from './pulse.dto.js';

/** Longest series that is shown. */
const longestSeries = 100;

/** How satisfied a customer has been. */
@Injectable()
export class PulseService {
  constructor(
    private readonly customers: CustomerDirectory,
    private readonly responses: ResponsesService,
  ) {}

  /** United over every id that is this customer today. @throws NotFound for a customer nobody knows, or not the user's. */
  async of(tx: Tx, customerId: string, user: User): Promise<PulseResponse> {
    const card = await this.customers.find(tx, customerId);
    const department = departmentLimit(user);
    if (department !== null && card?.ownerDepartment !== department) throw new NotFound();
    const [survivor, ...mergedFrom] = await this.customers.clusterOf(tx, customerId);
    const ids = [survivor!, ...mergedFrom];
    const n = await this.responses.countOf(tx, ids);
    if (!card && n === 0) throw new NotFound();
    const series = (await this.responses.newestOf(tx, ids, longestSeries)).map(
      ({ id, caseId, answeredAt, nps, csat }) => ({
        responseId: id,
        caseId,
        answeredAt: answeredAt.toISOString(),
        nps,
        csat,
      }),
    );
    const [lastNps, lastCsat] = [lastOf(series, 'nps'), lastOf(series, 'csat')];
    return { customerId: survivor!, mergedFrom, n, lastNps, lastCsat, series };
  }
}

/** The last answer to one question; the last response may have left it out. */
function lastOf(series: readonly PulsePoint[], question: 'nps' | 'csat'): LastScore | null {
  const last = series.find((point) => point[question] !== null);
  return last ? { score: last[question]!, answeredAt: last.answeredAt } : null;
}
