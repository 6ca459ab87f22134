import type { JsonValue } from '@openfeature/server-sdk';
import { aDocument } from '../../../helpers/flag-documents.ts';
import { sharedFile } from '../../../helpers/shared-files.ts';

interface TestFlag {
  readonly variants: Readonly<Record<string, JsonValue>>;
  readonly defaultVariant?: string | null;
  readonly contextEvaluator?: string;
  readonly disabled?: boolean;
}

/** The specification's expressions, which are its own, as conditions. */
const CONDITIONS: Readonly<Record<string, { readonly condition: object; readonly variant: string }>> = {
  "email == 'ballmer@macrosoft.com' ? 'zero' : ''": {
    condition: { email: 'ballmer@macrosoft.com' },
    variant: 'zero',
  },
  "!customer && email == 'ballmer@macrosoft.com' && age > 10 ? 'internal' : ''": {
    condition: { customer: false, email: 'ballmer@macrosoft.com', age: { gt: 10 } },
    variant: 'internal',
  },
};

/** A flag that one feature speaks of and the specification's file does not have. */
const CONTEXT_AWARE = {
  flag: 'context-aware',
  default: 'EXTERNAL',
  permanent: true,
  rules: [
    {
      name: 'internal',
      condition: { fn: 'Sulisław', ln: 'Świętopełk', age: 29, customer: false },
      value: 'INTERNAL',
    },
  ],
};

/** The specification's test flags as a document of ours: variants have no names but their values as text. */
export class TestFlags {
  readonly #flags: Readonly<Record<string, TestFlag>>;

  constructor() {
    this.#flags = sharedFile<Readonly<Record<string, TestFlag>>>('data/openfeature/test-flags.json').read();
  }

  /** Flags without a default variant are left out: a flag of ours always has a value. */
  document(): string {
    const flags = Object.entries(this.#flags).flatMap(([flag, { variants, defaultVariant, ...others }]) => {
      if (typeof defaultVariant !== 'string') return [];
      const value = (variant: string) => ourValue(variants[variant]);
      const targeting = CONDITIONS[others.contextEvaluator ?? ''];
      const rules = targeting
        ? [{ name: 'targeting', condition: targeting.condition, value: value(targeting.variant) }]
        : [];
      const { disabled = false } = others;
      return [{ flag, default: value(defaultVariant), permanent: true, disabled, rules }];
    });
    return JSON.stringify(aDocument([...flags, CONTEXT_AWARE]));
  }

  /** What a named variant is called here. */
  variant(flag: string, name: string): string {
    return String(ourValue(this.#flags[flag]?.variants[name]));
  }
}

/** An object is served as its text. */
function ourValue(value: JsonValue | undefined): string | number | boolean {
  if (typeof value === 'object') return JSON.stringify(value);
  if (value === undefined) throw new Error('the specification names a variant that its flag does not have');
  return value;
}
