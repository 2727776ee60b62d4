import type {
  CaseAbsorbed,
  CaseClosed,
  CaseCustomerLinked,
  CaseHandoverAccepted,
  CaseKindChanged,
  CaseMerged,
  CaseOpened,
  CaseReopened,
  CaseResolved,
  CaseWithdrawn,
  SlaBreached,
} from '@crm/contracts';
import { Project } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { Controller } from '@nestjs/common';
import { Cases } from './cases.service.js';

const readModel = { name: 'cases@1', tables: ['fact_case'] };

/** Cases as service-desk tells of them. */
@Controller()
export class CaseEventsConsumer {
  constructor(private readonly cases: Cases) {}

  @Project('case.opened', { readModel })
  async opened(tx: Tx, event: CaseOpened): Promise<void> {
    await this.cases.open(tx, event);
    await this.cases.own(tx, event);
  }

  @Project('case.customer-linked', { readModel })
  linked(tx: Tx, event: CaseCustomerLinked): Promise<void> {
    return this.cases.link(tx, event);
  }

  @Project('case.kind-changed', { readModel })
  kindChanged(tx: Tx, event: CaseKindChanged): Promise<void> {
    return this.cases.rename(tx, event);
  }

  @Project('case.handover-accepted', { readModel })
  handedOver(tx: Tx, event: CaseHandoverAccepted): Promise<void> {
    return this.cases.own(tx, event);
  }

  @Project('case.reopened', { readModel })
  async reopened(tx: Tx, event: CaseReopened): Promise<void> {
    await this.cases.reach(tx, event.data.caseId, event.data.cycle);
    await this.cases.own(tx, event);
  }

  @Project('case.resolved', { readModel })
  resolved(tx: Tx, event: CaseResolved): Promise<void> {
    return this.cases.resolve(tx, event.data);
  }

  @Project('case.closed', { readModel })
  async closed(tx: Tx, event: CaseClosed): Promise<void> {
    await this.cases.resolve(tx, event.data);
    await this.cases.close(tx, event.data.caseId, event.data.closedAt);
  }

  @Project('case.withdrawn', { readModel })
  withdrawn(tx: Tx, event: CaseWithdrawn): Promise<void> {
    return this.cases.withdraw(tx, event.data);
  }

  @Project('case.merged', { readModel })
  merged(tx: Tx, event: CaseMerged): Promise<void> {
    return this.cases.merge(tx, event.data.caseId);
  }

  @Project('case.absorbed', { readModel })
  absorbed(tx: Tx, { data }: CaseAbsorbed): Promise<void> {
    return this.cases.join(tx, data.caseId, data.openedAt);
  }

  @Project('sla.breached', { readModel })
  async breached(tx: Tx, { data }: SlaBreached): Promise<void> {
    if (data.metric === 'resolution') await this.cases.breach(tx, data.caseId);
  }
}
