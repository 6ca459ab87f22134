/** Part of an ARN before the id: `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/`. */
const ARN = /^arn:[^/]*\//;
/** Geography that an inference profile's id begins with: `eu.`, `us-gov.`, `global.`. */
const GEOGRAPHY = /^(?:global|us|us-gov|eu|apac|au|ca|jp|sa|me|af|il|uk|mx)\./;

/**
 * The one of these Bedrock models that the judge is, whatever profile or ARN either is called by; `undefined` where it is
 * none. An application inference profile hides its model, and is equal to itself only.
 */
export function judgeConflict(judge: string, models: readonly string[]): string | undefined {
  const wanted = modelOf(judge);
  return models.find((model) => modelOf(model) === wanted);
}

function modelOf(id: string): string {
  return id.replace(ARN, '').replace(GEOGRAPHY, '');
}
