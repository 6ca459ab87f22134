import { FEATURE_FLAGS, type FlagDefinition } from '../../../cli/convert/appconfig-flags/definition.ts';
import { parseDefinition } from '../../../cli/convert/appconfig-flags/parse-definition.ts';
import { issueLine } from '../../../core/document/issue.ts';
import { badRequest } from '../errors.ts';

/** Throws `BadRequestException` for content that its profile's type does not allow. */
export function assertContent(profile: { readonly Type: string }, content: Uint8Array): void {
  if (profile.Type === FEATURE_FLAGS) definitionOf(content);
}

/** The flags that content defines. Throws `BadRequestException` with everything that is wrong. */
export function definitionOf(content: Uint8Array): FlagDefinition {
  const definition = parseDefinition(Buffer.from(content).toString('utf8'));
  if (definition.ok) return definition.value;
  throw badRequest(`the feature flags are refused: ${definition.problems.map(issueLine).join('; ')}`);
}
