/** What a contact says of its case, or a case that was merged into it. */
export interface Saying {
  receivedAt: Date;
  orderId: string | null;
  productId: string | null;
  complainedOf: readonly string[];
}

/** What a case says of itself. */
export interface Said {
  openedAt: Date;
  orderId: string | null;
  productId: string | null;
  complainedOf: readonly string[];
}

/** A case that has one contact more: it began with the earliest one. */
export const openedWith = ({ openedAt }: Pick<Said, 'openedAt'>, { receivedAt }: Saying): Date =>
  receivedAt < openedAt ? receivedAt : openedAt;

/**
 * A case that a contact left: what nobody else says of it leaves with the contact. Its beginning moves only if that was the
 * contact's.
 * @param rest the contacts that it still has, and the cases that were merged into it
 * @param always whom it is about whatever its contacts say
 */
export function without(gone: Saying, rest: readonly Saying[], kase: Said, always: readonly string[] = []): Said {
  const named = [...always, ...rest.flatMap(({ complainedOf }) => complainedOf)];
  const first = <Value>(of: (one: Saying) => Value | null): Value | null =>
    rest.map(of).find((one) => one !== null) ?? null;
  const keep = (own: string | null, of: (one: Saying) => string | null): string | null =>
    own !== null && own === of(gone) && !rest.some((one) => of(one) === own) ? first(of) : own;
  const times = rest.map(({ receivedAt }) => receivedAt.getTime());
  const began = gone.receivedAt <= kase.openedAt && times.length > 0;
  return {
    openedAt: began ? new Date(Math.min(...times)) : kase.openedAt,
    orderId: keep(kase.orderId, ({ orderId }) => orderId),
    productId: keep(kase.productId, ({ productId }) => productId),
    complainedOf: kase.complainedOf.filter((one) => !gone.complainedOf.includes(one) || named.includes(one)),
  };
}
