/** Where rollouts are looked at: one environment and the flag document's profile, all by ids. */
export interface Place {
  readonly applicationId: string;
  readonly environmentId: string;
  /** Profile of the flag document. */
  readonly profileId: string;
}
