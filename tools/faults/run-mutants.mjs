// @ts-check
import { compile } from './code.mjs';
import { catalogue, extras } from './faults/catalogue.mjs';
import { mutants } from './mutants/catalogue.mjs';
import { runFault } from './run-fault.mjs';
import { Stage } from './stage.mjs';

/**
 * Runs every deliberately broken build under the fault that shows it.
 * @param {{ only?: string[], log: (line: string) => void }} options
 * @returns {Promise<number>} 1 when one was not caught, else 0
 */
export async function runMutants({ only, log }) {
  const survivors = [];
  for (const mutant of mutants.filter(({ name }) => !only || only.includes(name))) {
    log(`mutant ${mutant.name}: ${mutant.title}`);
    const caught = await runMutant(mutant, log);
    if (!caught) survivors.push(mutant.name);
  }
  log(survivors.length > 0 ? `Not caught: ${survivors.join(', ')}` : 'Every mutant was caught.');
  return survivors.length > 0 ? 1 : 0;
}

/** @param {import('./mutants/catalogue.mjs').Mutant} mutant @param {(line: string) => void} log */
async function runMutant({ name, patches, fault: id, transport = 'embedded', caughtBy, processes = 1 }, log) {
  const fault = [...catalogue, ...extras].find((one) => one.id === id);
  if (!fault) throw new Error(`no fault ${id}`);
  const code = await compile({ name: `mutant-${name}`, patches });
  const stage = new Stage({ transport, cluster: fault.cluster === true, code, processes });
  try {
    await stage.start();
    // A mutant may never settle; what counts is that the oracle says why.
    const outcome = await runFault(
      stage,
      { ...fault, recoverMs: 20_000 },
      { short: true, events: 4_000, log: () => {} },
    );
    const caught = outcome.breaches.filter((breach) => caughtBy.test(breach));
    log(
      `  ${caught.length > 0 ? 'caught' : 'NOT CAUGHT'}: ${(caught.length > 0 ? caught : outcome.breaches).join('; ') || 'no breach'}`,
    );
    return caught.length > 0;
  } finally {
    await stage.stop();
    await code.remove();
  }
}
