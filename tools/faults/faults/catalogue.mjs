// @ts-check
import { f4, f5, f6, f7, f7database } from './broker.mjs';
import { f10, f11, f19, f8, f9 } from './databases.mjs';
import { f24 } from './cluster.mjs';
import { f12, f13, f14, f15, f23 } from './messages.mjs';
import { f1, f18, f2, f21, f22, f3 } from './processes.mjs';
import { f17 } from './rebuild.mjs';
import { e1, f16 } from './volume.mjs';

/** In the order in which they run: the rebuild before poison leaves its traces, the long one last. @type {import('./fault.mjs').Fault[]} */
export const catalogue = [
  ...[f1, f2, f3, f4, f5, f6, f7, f7database, f8, f9, f10, f11],
  ...[f12, f13, f17, f14, f15, f18, f19, f21, f22, f23, f16, f24],
];

/** Only for mutants, or by name: afterwards nothing can be rebuilt from the first event. */
export const extras = [e1];

/** The form of three minutes for both together; on Kafka, where everything takes longer, only what a broker is needed for. */
export const shortForm = {
  embedded: ['F1', 'F2', 'F3', 'F4', 'F8', 'F11', 'F12', 'F14'],
  kafka: ['F1', 'F8', 'F12', 'F14'],
};
