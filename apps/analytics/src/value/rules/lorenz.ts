/** A group of customers of about equal value, the most valuable groups first. */
export interface LorenzStep {
  customers: number;
  /** Their net purchases, minor units. */
  revenueMinor: number;
}

/** A point of the curve: so large a part of the customers, from the most valuable on, brings so large a part of the revenue. */
export interface LorenzPoint {
  /** 0 to 1. */
  customerShare: number;
  /** 0 to 1; above 1 on the way where customers at the end bring a loss. */
  revenueShare: number;
}

/** The measured curve from (0, 0) to (1, 1); empty where there is no revenue to share or only one group. */
export function lorenzCurve(steps: readonly LorenzStep[]): LorenzPoint[] {
  const customers = steps.reduce((sum, step) => sum + step.customers, 0);
  const revenue = steps.reduce((sum, step) => sum + step.revenueMinor, 0);
  if (steps.length < 2 || revenue <= 0) return [];
  const points: LorenzPoint[] = [{ customerShare: 0, revenueShare: 0 }];
  let [customersSoFar, revenueSoFar] = [0, 0];
  for (const step of steps) {
    customersSoFar += step.customers;
    revenueSoFar += step.revenueMinor;
    points.push({ customerShare: customersSoFar / customers, revenueShare: revenueSoFar / revenue });
  }
  return points;
}

/** The part of the revenue that the best `part` of the customers bring, between two points by the straight line; null without a curve. */
export function revenueShareOfBest(part: number, curve: readonly LorenzPoint[]): number | null {
  const after = curve.findIndex((point) => point.customerShare >= part);
  if (after < 1) return null;
  const [one, other] = [curve[after - 1]!, curve[after]!];
  const way = (part - one.customerShare) / (other.customerShare - one.customerShare);
  return one.revenueShare + way * (other.revenueShare - one.revenueShare);
}
