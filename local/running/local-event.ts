/** Something that happened in a local account and that somebody who sits before it wants to know. */
export interface LocalEvent {
  readonly event:
    | 'stack'
    | 'deployment'
    | 'alarm'
    | 'notification'
    | 'function'
    | 'traffic'
    | 'time'
    | 'fault';
  /** Virtual time, epoch milliseconds. */
  readonly atMs: number;
  /** One line for a person. */
  readonly text: string;
  /** Names and states in it, for a program. */
  readonly about: Readonly<Record<string, string | number>>;
}

export type Tell = (event: Omit<LocalEvent, 'atMs'>) => void;

/** Whatever is said on one line: a reason, a message, what was printed. */
export function onOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' / ');
}
