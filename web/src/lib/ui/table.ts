// What a table needs to know of its columns, and how it sorts.
import { fold } from '../format/fold';

export type Value = string | number | null | undefined;
export type Column<T> = {
  id: string;
  label: string;
  right?: boolean;
  /** Heads the card that a phone shows in place of the row; without one the first column does. */
  heads?: boolean;
  /** Holds sentences, which need a line of their own on a phone. */
  long?: boolean;
  /** Whether a row has anything to say here; a card leaves the field out where it has not. */
  has?: (row: T) => boolean;
  /** What the column sorts by; without it the column does not sort. */
  value?: (row: T) => Value;
};

/** Sorted by a column, unknown values last in both directions; the given order breaks ties. */
export function sorted<T>(rows: T[], value: ((row: T) => Value) | undefined, down: boolean): T[] {
  if (!value) return rows;
  const keyed = rows.map((row) => ({ row, by: comparable(value(row)) }));
  keyed.sort((a, b) => compare(a.by, b.by, down));
  return keyed.map(({ row }) => row);
}

type Comparable = string | number | null;

function comparable(value: Value): Comparable {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? fold(value) : value;
}

function compare(a: Comparable, b: Comparable, down: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (down ? -1 : 1);
}
