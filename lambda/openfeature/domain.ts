/** OpenFeature domain of the inference function: its provider and client are apart from any other of the process. */
export const OPENFEATURE_DOMAIN = 'model-rollout';
