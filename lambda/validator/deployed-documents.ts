/** Names one configuration in one environment; ids or names. */
export interface DeployedKey {
  readonly applicationId: string;
  readonly environmentId: string;
  readonly configurationProfileId: string;
}

/** Reads what is deployed now. */
export interface DeployedDocuments {
  /** The document as text; `undefined` when nothing has been deployed yet. Rejects when that cannot be told. */
  read(key: DeployedKey): Promise<string | undefined>;
}
