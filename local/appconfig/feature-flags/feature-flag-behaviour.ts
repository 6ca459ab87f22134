/**
 * What AWS does not document of feature flags, as switches (`local/BEHAVIOUR.md`, "Feature flags: differs from AWS").
 * Whoever relies on flags tries them in every position.
 */
export interface FeatureFlagBehaviour {
  /**
   * What a context value is, which travels as text. `by-operand`: whatever it is compared with, if it can be read so
   * (`(gt $age 65)` is the guide's own example). `text`: a text, which equals no number and is greater than none.
   */
  readonly contextValues: 'by-operand' | 'text';
  /** What `matches` asks of its pattern: to be found, or to match the whole value. */
  readonly matches: 'anywhere' | 'whole';
  /** Status for `?flag=` with a key that the profile does not have. */
  readonly unknownFlagStatus: 400 | 404;
}

export const DEFAULT_FEATURE_FLAG_BEHAVIOUR: FeatureFlagBehaviour = {
  contextValues: 'by-operand',
  matches: 'anywhere',
  unknownFlagStatus: 404,
};
