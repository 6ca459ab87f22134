import type { Treatment, TreatmentInput } from '@aws-sdk/client-appconfig';
import type { AttributeValue, FlagVariant } from '../../../cli/convert/appconfig-flags/definition.ts';
import { badRequest } from '../errors.ts';
import { inRange, required } from '../input.ts';
import type { ExperimentArm } from './running-experiment.ts';

/** A treatment of a definition as AppConfig keeps it: with its key, `c` for the control and `t1`, `t2` … for the others. */
export function keyedTreatment(input: TreatmentInput, key: string): Treatment {
  inRange(required(input.Weight, 'Weight'), {
    ...{ member: 'Weight', min: 0, max: Number.MAX_SAFE_INTEGER, fractions: true },
  });
  required(input.FlagValue, 'FlagValue');
  return { ...input, Key: key };
}

/** A treatment as agents know it. */
export function armOf({ Key, Weight, FlagValue }: Treatment): ExperimentArm {
  const { Enabled, AttributeValues = {} } = required(FlagValue, 'FlagValue');
  const attributes = Object.entries(AttributeValues).map(
    ([name, value]) => [name, attributeOf(name, value)] as const,
  );
  const value: FlagVariant = { enabled: required(Enabled, 'Enabled'), attributes: new Map(attributes) };
  return { key: required(Key, 'Key'), weight: required(Weight, 'Weight'), value };
}

/** The one member of a union of the API. */
function attributeOf(name: string, union: object): AttributeValue {
  const [value, ...more] = Object.values(union) as (AttributeValue | undefined)[];
  if (value === undefined || more.length > 0) {
    throw badRequest(
      `the attribute ${name} of a treatment has ${more.length + 1} values, allowed is exactly one`,
    );
  }
  return value;
}
