import fc, { type Arbitrary } from 'fast-check';
import type { Flag, FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { killValue } from '../../core/document/kill-value.ts';
import { pin, unpin } from '../../core/document/pins.ts';
import { promote } from '../../core/document/promote.ts';
import { rollOut } from '../../core/document/roll-out.ts';
import type { Result } from '../../core/result.ts';
import { validDocument } from './arbitraries.ts';
import { parsed } from './flag-documents.ts';

/** A flag of a document, with a value that something in it names. */
export interface Target {
  readonly input: unknown;
  readonly document: FlagDocument;
  readonly flag: string;
  readonly value: FlagValue;
}

function valuesOf({ default: fallback, allowed = [], pins, rules }: Flag): readonly FlagValue[] {
  const served = [...pins, ...rules].flatMap((step) =>
    'split' in step ? step.split.map((arm) => arm.value) : [step.value],
  );
  return [...new Set([...allowed, ...served, fallback])];
}

/** Any accepted document with any of its flags and values. */
export const target: Arbitrary<Target> = validDocument.chain((input) => {
  const document = parsed(input);
  const targets = document.flags.flatMap((flag) =>
    valuesOf(flag).map((value) => ({ input, document, flag: flag.flag, value })),
  );
  return fc.constantFrom(...targets);
});

export const percentage = fc.integer({ min: 0, max: 100_000 }).map((steps) => steps / 1000);

const CUSTOMERS = { customer_id: ['acme'] };

/** Changes of every kind, made to any document; what is refused is the same document. */
export const changedDocument: Arbitrary<Target & { readonly after: FlagDocument }> = fc
  .tuple(target, percentage, fc.constantFrom('roll-out', 'promote', 'kill', 'pin', 'unpin'), fc.nat())
  .map(([one, share, kind, choice]) => {
    const result = changeOf(kind, one, share, choice);
    return { ...one, after: result.ok ? result.value : one.document };
  });

function changeOf(
  kind: string,
  { document, flag, value }: Target,
  share: number,
  choice: number,
): Result<FlagDocument, string> {
  const pins = document.flags.find((one) => one.flag === flag)?.pins ?? [];
  const condition = pins[choice % Math.max(1, pins.length)]?.condition ?? CUSTOMERS;
  if (kind === 'roll-out') return rollOut(document, { flag, value, percentage: share });
  if (kind === 'promote') return promote(document, { flag, value });
  if (kind === 'kill') return killValue(document, { flag, value });
  if (kind === 'unpin') return unpin(document, { flag, condition });
  const units = choice % 2 === 0 ? condition : CUSTOMERS;
  return pin(document, { flag, condition: units, value, reason: 'contract', until: '2027-01-31' });
}
