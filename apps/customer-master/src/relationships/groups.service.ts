import type { Tx } from '@crm/persistence';
import type { User } from '@crm/platform/auth';
import { NotFound } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { type CustomerOutline, CustomersService } from '../customers/customers.service.js';
import { OrdersService } from '../orders/orders.service.js';
import { type Figures, JointFigures } from '../overview/joint-figures.service.js';
import { type GroupTree, GroupTrees, type Member } from './group-trees.service.js';

type OrderSums = Awaited<ReturnType<OrdersService['sums']>>;

/** What the members come to together, of those that the user may see. */
export interface RollUp extends Figures {
  orders: OrderSums;
  counted: number;
  leftOut: number;
}

export interface Group extends Omit<GroupTree, 'members'> {
  /** The survivor of the id that was asked for. */
  customerId: string;
  members: (Member & CustomerOutline)[];
  rollUp: RollUp;
}

/** The group around a customer, with what it comes to. Figures come from this service's own read models. */
@Injectable()
export class Groups {
  constructor(
    private readonly trees: GroupTrees,
    private readonly customers: CustomersService,
    private readonly orders: OrdersService,
    private readonly figures: JointFigures,
  ) {}

  /** @throws NotFound also when the customer is out of the user's scope; of the others then only the place is told */
  async around(tx: Tx, id: string, day: string, user: User): Promise<Group> {
    const asked = (await this.customers.outlines(tx, [id], user)).get(id);
    if (!asked?.isVisible) throw new NotFound();
    const { members, ...tree } = await this.trees.around(tx, asked.id, day);
    const ids = members.map(({ customerId }) => customerId);
    const outlines = await this.customers.outlines(tx, ids, user);
    const visible = ids.filter((member) => outlines.get(member)!.isVisible);
    return {
      customerId: asked.id,
      ...tree,
      members: members.map((member) => ({ ...member, ...outlines.get(member.customerId)! })),
      rollUp: { ...(await this.rollUp(tx, visible)), leftOut: ids.length - visible.length },
    };
  }

  private async rollUp(tx: Tx, visible: readonly string[]): Promise<Omit<RollUp, 'leftOut'>> {
    const clusters = await this.customers.clustersOf(tx, visible);
    const orders = await this.orders.sums(tx, [...clusters.values()].flat());
    return { orders, counted: visible.length, ...(await this.figures.of(tx, clusters)) };
  }
}
