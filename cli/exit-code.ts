/** What the process ends with; scripts may rely on each. `docs/cli.md` explains them. */
export const EXIT = {
  ok: 0,
  /** The command did its work and found something wrong: issues, two flags changed, a killed value still served. */
  findings: 1,
  /** Arguments or files that cannot be used. Nothing was asked of AWS. */
  usage: 2,
  /** Refused as things stand: somebody else was quicker, nothing to stop, the validator said no, or the person at the prompt. */
  refused: 3,
  /** AWS did not do it: access denied, throttled, not reachable. */
  aws: 4,
  /** The rollout was taken back. */
  takenBack: 5,
  /** A ramp waits for approval. */
  waiting: 6,
  /** A fault of our own. */
  bug: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
