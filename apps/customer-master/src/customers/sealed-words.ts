import type { FieldCipher, Tx } from '@crm/persistence';

/** A row with words that people wrote about a customer, sealed under that customer's key in its column `sealed`. */
interface Place {
  table: string;
  /** The row's id. */
  row: string;
}

const cellOf = ({ table, row }: Place) => ({ table, column: 'sealed', row });

/** Seals words under the key of the customer id that the row was written with. */
export const sealWords = (
  cipher: FieldCipher,
  tx: Tx,
  place: Place & { customerId: string },
  words: object,
): Promise<string> => cipher.seal(tx, place.customerId, cellOf(place), JSON.stringify(words));

/** Opens the words of many rows, by id; those of a customer whose key was destroyed are not there any more. */
export async function openWords<Words>(
  cipher: FieldCipher,
  tx: Tx,
  table: string,
  rows: readonly { id: string; sealed: string | null }[],
): Promise<Map<string, Words>> {
  const cells = rows.flatMap(({ id, sealed }) =>
    sealed === null ? [] : [{ cell: cellOf({ table, row: id }), sealed }],
  );
  const opened = await cipher.openAll(tx, cells);
  return new Map(
    cells.flatMap(({ cell }, at) => (opened[at] == null ? [] : [[cell.row, JSON.parse(opened[at]) as Words] as const])),
  );
}
