/** How a calibration was run: the head of its `results.json`. */
export interface CalibrationRun {
  readonly command: string;
  readonly date: string;
  readonly node: string;
  readonly processes: number;
  readonly seed: number;
  readonly rollouts: number;
  readonly wallSeconds: number;
  /** Of all processes; what the machine's other work does not change. */
  readonly cpuSeconds: number;
}

/** A line of a Markdown table. */
export function tableLine(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}
