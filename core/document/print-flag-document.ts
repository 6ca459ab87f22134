import type { DocumentForm } from './document-form.ts';
import type { Flag, FlagDocument } from './flag-document.ts';

/**
 * JSON text of a document, two spaces deep, members in a fixed order and defaults left out: parsing it gives the same document again.
 * A document of one flag that says nothing of its clean-up is printed as that flag alone, the only form in which this is allowed.
 */
export function printFlagDocument(document: FlagDocument): string {
  const [only] = document.flags;
  const isSingle = document.flags.length === 1 && only && !only.permanent && only.cleanup_by === undefined;
  return `${JSON.stringify(printedDocument(document, isSingle ? 'single-flag' : 'document'), undefined, 2)}\n`;
}

/** What is printed. As a single flag, only the first one is. */
export function printedDocument(document: FlagDocument, form: DocumentForm): unknown {
  const flags = document.flags.map(printedFlag);
  if (form === 'single-flag') return flags[0];
  const segments = Object.keys(document.segments).length > 0 ? { segments: document.segments } : {};
  return { version: 1, ...segments, flags };
}

function printedFlag(flag: Flag): unknown {
  const { flag: name, description, owner, cleanup_by, permanent } = flag;
  const { disabled, allowed, killed, pins, rules } = flag;
  const members = {
    flag: name,
    description,
    owner,
    cleanup_by,
    permanent,
    disabled: disabled || undefined,
    allowed,
    default: flag.default,
    killed: killed.length > 0 ? killed : undefined,
    pins: pins.length > 0 ? pins : undefined,
    rules: rules.length > 0 ? rules : undefined,
  };
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}
