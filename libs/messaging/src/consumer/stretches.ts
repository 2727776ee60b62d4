import type { Delivery } from './delivery.js';
import { isForgotten } from './inbox.js';

/**
 * Messages whose effects commit together. Read models alone may be many; reactions hold locks on business rows until
 * the commit, for which somebody at a screen may be waiting.
 */
const mostReactions = 10;

/**
 * Cuts deliveries of one partition, in order, into stretches of at most `mostReactions` reactions each.
 * What becomes a dead letter for certain stands alone: later events of its aggregate have to see that it is dead.
 */
export function stretchesOf(deliveries: readonly Delivery[]): Delivery[][] {
  const stretches: Delivery[][] = [];
  let stretch: Delivery[] = [];
  let reactions = 0;
  const cut = (): void => {
    if (stretch.length > 0) stretches.push(stretch);
    stretch = [];
    reactions = 0;
  };
  for (const delivery of deliveries) {
    const reacts = delivery.kind === 'event' && delivery.consumers.some(({ isReaction }) => isReaction);
    const standsAlone = delivery.kind === 'unreadable' || (reacts && isForgotten(delivery.message));
    if (standsAlone || (reacts && reactions === mostReactions)) cut();
    stretch.push(delivery);
    if (reacts) reactions++;
    if (standsAlone) cut();
  }
  cut();
  return stretches;
}
