import { Readable } from 'node:stream';
import { csvLine } from '@crm/platform/csv';
import { fieldsOf } from '../identity/rules/scoring/fields.js';
import { decodeVector } from '../identity/rules/scoring/vector.js';
import type { Judge } from '../matching/match-models.service.js';
import type { RunPair } from './match-runs.repository.js';

const rowsPerRead = 1_000;

/**
 * The pairs of a run as CSV that streams while it is read: ids, probability, weight, verdict, then for each field the bits
 * that it gave for (positive) or against; empty where one side does not know the field.
 * @param judges the models that judged, by kind
 * @param read the next pairs behind a number
 */
export function pairsFile(
  judges: ReadonlyMap<string, Judge>,
  read: (after: number, limit: number) => Promise<RunPair[]>,
): Readable {
  const columns = [...judges].map(([kind, judge]) => ({
    kind,
    judge,
    fields: fieldsOf(judge.model.kind, judge.attributes).map(({ name }) => name),
  }));
  const names = [...new Set(columns.flatMap(({ fields }) => fields))];
  const fixed = ['customerA', 'customerB', 'kind', 'probability', 'weight', 'verdict', 'strong'];
  const lineOf = (pair: RunPair): string => {
    const { judge, fields } = columns.find(({ kind }) => kind === pair.kind)!;
    const vector = decodeVector(pair.vector);
    const weights = names.map((name) => {
      const at = fields.indexOf(name);
      return at < 0 || vector.levels[at] === undefined || vector.levels[at] === 255
        ? ''
        : judge.scores.fieldWeight(vector, at).toFixed(3);
    });
    // Cells that are numbers are written as numbers: a minus is no formula.
    const cells = [pair.lowId, pair.highId, pair.kind, pair.probability, rounded(pair.weight), pair.verdict];
    return csvLine([...cells, pair.strong.join(' '), ...weights.map((bits) => (bits === '' ? '' : Number(bits)))]);
  };
  async function* lines(): AsyncGenerator<string> {
    yield csvLine([...fixed, ...names.map((name) => `weight_${name}`)]);
    for (let after = 0; ;) {
      const rows = await read(after, rowsPerRead);
      if (rows.length > 0) yield rows.map(lineOf).join('');
      if (rows.length < rowsPerRead) return;
      after = rows.at(-1)!.number;
    }
  }
  return Readable.from(lines(), { objectMode: false });
}

const rounded = (bits: number): number => Math.round(bits * 1_000) / 1_000;
