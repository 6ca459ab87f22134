import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';

/** Value of the dimension `UnitGroup` of a unit by its bucket in the gate; `undefined` for a unit in no comparison. */
export function unitGroupOf(bucket: number | undefined): string | undefined {
  return bucket === undefined ? undefined : unitGroupName(bucket % UNIT_GROUPS);
}

/** Value of the dimension `UnitGroup` of a group, `00` upwards. */
export function unitGroupName(group: number): string {
  return String(group).padStart(2, '0');
}
