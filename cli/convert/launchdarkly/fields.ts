import { child } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import type { LossList } from '../loss-list.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object of the payload, where it is, and who loses what of it. */
export interface Place {
  readonly fields: Fields;
  readonly pointer: string;
  readonly losses: LossList;
}

/** An object inside of another; what is no object counts as one without members. */
export function inside(place: Place, ...path: readonly (string | number)[]): Place {
  let value: unknown = place.fields;
  for (const key of path)
    value = isRecord(value) || Array.isArray(value) ? (value as Fields)[key] : undefined;
  return {
    ...place,
    fields: isRecord(value) ? value : {},
    pointer: path.reduce<string>(child, place.pointer),
  };
}

/** Objects of a list. */
export function eachIn(place: Place, list: string): readonly Place[] {
  return listIn(place.fields, list).map((_, at) => inside(place, list, at));
}

/** A list, empty where there is none. */
export function listIn(fields: Fields, list: string): readonly unknown[] {
  const value = fields[list];
  return Array.isArray(value) ? value : [];
}

/** Texts of a list. */
export function textsIn(fields: Fields, list: string): readonly string[] {
  return listIn(fields, list).filter((value) => typeof value === 'string');
}
