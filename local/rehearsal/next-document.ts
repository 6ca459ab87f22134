import type { Flag, FlagDocument, ValueRule } from '../../core/document/flag-document.ts';
import { FLAGS } from '../../lambda/contract.ts';

/** Name of the rule that lets a share of users onto the candidate. */
const CANARY = 'canary';

/** The document with these models in `inference_model`: the control as its default, every model allowed, nobody on a candidate. */
export function withModels(
  document: FlagDocument,
  control: string,
  candidates: readonly string[],
): FlagDocument {
  return changeModelFlag(document, (flag) => {
    const allowed = [...new Set([...(flag.allowed ?? []), control, ...candidates])];
    return { ...flag, default: control, ...(flag.allowed === undefined ? {} : { allowed }) };
  });
}

/** The document that lets `percentage` per cent of users onto the candidate, in place of the candidate before. */
export function withCandidate(document: FlagDocument, candidate: string, percentage: number): FlagDocument {
  const canary: ValueRule = { name: CANARY, condition: { rollout_percentage: percentage }, value: candidate };
  return changeModelFlag(document, (flag) => ({
    ...flag,
    rules: [...flag.rules.filter(({ name }) => name !== CANARY), canary],
  }));
}

function changeModelFlag(document: FlagDocument, change: (flag: Flag) => Flag): FlagDocument {
  return {
    ...document,
    flags: document.flags.map((flag) => (flag.flag === FLAGS.model ? change(flag) : flag)),
  };
}
