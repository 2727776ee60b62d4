import { type Column, isKnownColumn, mostColumns } from './columns.js';
import { proposalFor, sureEnough } from './header-words.js';

/** Column by heading; null for a heading whose column is not wanted. */
export type ColumnMapping = Readonly<Record<string, Column | null>>;

export const mappingOrigins = ['name', 'given', 'remembered', 'proposed'] as const;

/** What a heading of a file was taken for. */
export interface MappedColumn {
  header: string;
  /** Null: not imported. */
  column: Column | null;
  /** Why: it is the column's name · the request said so · an earlier import of the source · the heading looks like it. */
  origin: (typeof mappingOrigins)[number];
  /** 0 to 1; below 1 only for proposals. */
  confidence: number;
}

/** A heading, and the column that it may mean. */
export interface ProposedColumn {
  header: string;
  column: Column | null;
  confidence: number;
}

/** What is wrong with a header. */
export interface HeaderFaults {
  /** Columns that have to be there; `name|familyName`: one of the two. */
  missing: string[];
  /** Headings that stand for no column. */
  unknown: string[];
  /** Headings that are there twice, and columns that two headings stand for. */
  duplicate: string[];
  tooMany: boolean;
  /** For every heading of the file the column that it may mean. */
  proposedMapping: ProposedColumn[];
}

export interface MappingWishes {
  /** Said in the request. */
  given?: ColumnMapping | undefined;
  /** Said before, for the source. */
  remembered?: ColumnMapping | undefined;
  /** Whether headings may be taken for what they look like. */
  isTrial?: boolean;
  /** Columns that need not be in the file. */
  besides?: readonly Column[];
}

/** What can be told before anything of a file is read but its header: then nothing more of it is read. */
export function shapeFaultsOf(headers: readonly string[]): HeaderFaults | undefined {
  const isHopeless = headers.length > mostColumns || twice(headers).length > 0;
  return isHopeless ? mapHeader(headers, {}).faults : undefined;
}

/** Brings headings to columns: what was said wins over the names, and names over what they look like. */
export function mapHeader(
  headers: readonly string[],
  { given = {}, remembered = {}, isTrial = false, besides = [] }: MappingWishes,
): { mapping: MappedColumn[]; faults?: HeaderFaults } {
  const said = (header: string): Omit<MappedColumn, 'header'> | undefined => {
    if (Object.hasOwn(given, header)) return { column: given[header]!, origin: 'given', confidence: 1 };
    if (Object.hasOwn(remembered, header)) return { column: remembered[header]!, origin: 'remembered', confidence: 1 };
    return isKnownColumn(header) ? { column: header, origin: 'name', confidence: 1 } : undefined;
  };
  const taken = new Set(headers.flatMap((header) => said(header)?.column ?? []));
  const proposed = new Map(propose(headers).map((proposal) => [proposal.header, proposal]));
  const unknown = new Set<string>();
  const mapping = headers.map((header): MappedColumn => {
    const known = said(header);
    if (known) return { header, ...known };
    const { column, confidence } = proposed.get(header)!;
    const isTaken = column === null || taken.has(column) || !isTrial || confidence < sureEnough;
    if (isTaken) unknown.add(header);
    else taken.add(column);
    return { header, column: isTaken ? null : column, origin: 'proposed', confidence };
  });
  const has = (column: Column): boolean => taken.has(column) || besides.includes(column);
  const missing = [
    ...(['sourceId', 'kind'] as const).filter((column) => !has(column)),
    ...(has('name') || has('familyName') ? [] : ['name|familyName']),
  ];
  const duplicate = [...new Set([...twice(headers), ...twice(mapping.flatMap(({ column }) => column ?? []))])];
  const isGood = [missing, [...unknown], duplicate].every((list) => list.length === 0) && headers.length <= mostColumns;
  if (isGood) return { mapping };
  const tooMany = headers.length > mostColumns;
  const faults = { missing, unknown: [...unknown].slice(0, mostColumns), duplicate, tooMany };
  return { mapping, faults: { ...faults, proposedMapping: [...proposed.values()].slice(0, mostColumns) } };
}

/** For each heading the column that it may mean; none for two. */
export function propose(headers: readonly string[]): ProposedColumn[] {
  const best = new Map<Column, number>();
  const all = headers.map((header) => {
    const proposal = isKnownColumn(header) ? { column: header, confidence: 1 } : proposalFor(header);
    if (proposal) best.set(proposal.column, Math.max(best.get(proposal.column) ?? 0, proposal.confidence));
    return { header, proposal };
  });
  return all.map(({ header, proposal }) => {
    if (!proposal || best.get(proposal.column) !== proposal.confidence) return { header, column: null, confidence: 0 };
    // The first of equals has it.
    best.set(proposal.column, Infinity);
    return { header, ...proposal };
  });
}

const twice = (list: readonly string[]): string[] =>
  [...new Set(list)].filter((item) => list.indexOf(item) !== list.lastIndexOf(item)).slice(0, mostColumns);
