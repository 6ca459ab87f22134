/** A context of one kind, as LaunchDarkly evaluates it. */
export interface LaunchDarklyContext {
  readonly kind: 'user';
  readonly key: string;
  readonly _meta?: { privateAttributes?: string[] };
  readonly [attribute: string]: unknown;
}

/** Why LaunchDarkly served a value. */
export interface LaunchDarklyReason {
  /** `OFF`, `FALLTHROUGH`, `TARGET_MATCH`, `RULE_MATCH`, `PREREQUISITE_FAILED` or `ERROR`. */
  readonly kind: string;
  readonly errorKind?: string;
  readonly ruleId?: string;
  readonly ruleIndex?: number;
  readonly prerequisiteKey?: string;
  /** `true`: by an experiment's rollout, and not as one of those whom it leaves out. */
  readonly inExperiment?: boolean;
}

/** What LaunchDarkly serves and why. */
export interface LaunchDarklyDetail<Value> {
  readonly value: Value;
  readonly variationIndex?: number | null;
  readonly reason: LaunchDarklyReason;
}

/** All flags for one context. */
export interface LaunchDarklyState {
  getFlagValue(key: string): unknown;
  getFlagReason(key: string): LaunchDarklyReason | null;
  toJSON(): object;
}

/** What is used of `LDClient` of `@launchdarkly/node-server-sdk` 9, which has this form. */
export interface LaunchDarklyClient {
  initialized(): boolean;
  /** `timeout` in seconds. */
  waitForInitialization(options: { timeout: number }): Promise<unknown>;
  boolVariationDetail(
    key: string,
    context: LaunchDarklyContext,
    defaultValue: boolean,
  ): Promise<LaunchDarklyDetail<boolean>>;
  numberVariationDetail(
    key: string,
    context: LaunchDarklyContext,
    defaultValue: number,
  ): Promise<LaunchDarklyDetail<number>>;
  stringVariationDetail(
    key: string,
    context: LaunchDarklyContext,
    defaultValue: string,
  ): Promise<LaunchDarklyDetail<string>>;
  jsonVariationDetail(
    key: string,
    context: LaunchDarklyContext,
    defaultValue: unknown,
  ): Promise<LaunchDarklyDetail<unknown>>;
  /** Evaluates without sending an event. */
  allFlagsState(
    context: LaunchDarklyContext,
    options?: { withReasons?: boolean },
  ): Promise<LaunchDarklyState>;
  track(key: string, context: LaunchDarklyContext, data?: unknown, metricValue?: number): void;
  flush(): Promise<void>;
  on(event: 'ready' | 'update', listener: (news: { readonly key: string }) => void): unknown;
}
