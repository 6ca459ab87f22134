/** What a figure should be, and what it is. */
export interface Aim {
  readonly aim: string;
  readonly measured: number;
  readonly met: boolean;
}

export function atLeast(aim: string, limit: number, measured: number): Aim {
  return { aim, measured, met: measured >= limit };
}

export function atMost(aim: string, limit: number, measured: number): Aim {
  return { aim, measured, met: measured <= limit };
}
