/**
 * Names of the flag metadata that this package's providers give with a resolution (OpenFeature specification, 1.4.14),
 * and that the inference function, hooks and tracking go by, whoever decided. A member that does not apply is absent.
 */
export const FLAG_METADATA = {
  /** Name of the rule that served the value; `pin:<n>` for the n-th pin (from 0). */
  rule: 'rule',
  /** `candidate` or `control`: the side of the comparison that the unit is on. */
  role: 'role',
  /** 0…99999, the unit's place in the gate. */
  bucket: 'bucket',
  /** What the unit would be served on the control side; present where the role is `candidate`. */
  control: 'control',
  /** `true`: a percentage or split was reached, but the unit lacks the bucketing attribute. The value stays valid. */
  unbucketed: 'unbucketed',
  /** Version of the document that decided. */
  documentVersion: 'document_version',
  /** Where the document came from: the source's name, or `bundled`. */
  origin: 'origin',
  /** `fresh`, `stale` or `default`, as `Freshness` has it. */
  freshness: 'freshness',
  /** Code of what is wrong with the source; absent exactly when `fresh`. */
  problem: 'problem',
} as const;
