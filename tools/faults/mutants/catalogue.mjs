// @ts-check
import { consumerMutants } from './consumer.mjs';
import { producerMutants } from './producer.mjs';
import { transportMutants } from './transport.mjs';

/**
 * A deliberately broken build: what is wrong, the fault that brings it to light, and the words of the oracle that must
 * then appear. The text to replace must stand in the source exactly once: whoever changes it changes the mutant.
 * @typedef {{ name: string, title: string, patches: import('../code.mjs').Patch[], fault: string, caughtBy: RegExp,
 *   transport?: 'embedded' | 'kafka', processes?: number }} Mutant
 */

/** @type {Mutant[]} */
export const mutants = [...producerMutants, ...transportMutants, ...consumerMutants];

/** Those of the form of three minutes. */
export const shortMutants = ['mark-before-send'];
