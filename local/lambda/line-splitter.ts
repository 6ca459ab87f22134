import { StringDecoder } from 'node:string_decoder';

/** The longest event that CloudWatch Logs takes, here in characters; how Lambda cuts longer lines is not documented. */
export const LONGEST_LINE = 1_048_576;

/** Cuts a stream of bytes into lines, and a line that is too long, or that never ends, into pieces. */
export class LineSplitter {
  readonly #print: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** `print` is given each line without its end. A carriage return within a line becomes the line feed it stands for. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  push(bytes: Buffer): void {
    const [first = '', ...lines] = this.#decoder.write(bytes).split('\n');
    this.#rest = this.#shortened(this.#rest + first);
    for (const line of lines) {
      this.#print(unfolded(this.#rest));
      this.#rest = this.#shortened(line);
    }
  }

  /** The last line, if it has no end. */
  end(): void {
    if (this.#rest !== '') this.#print(unfolded(this.#rest));
    this.#rest = '';
  }

  /** What is left of a line when whole pieces of it have been printed. */
  #shortened(line: string): string {
    let at = 0;
    for (; line.length - at > LONGEST_LINE; at += LONGEST_LINE) {
      this.#print(unfolded(line.slice(at, at + LONGEST_LINE)));
    }
    return line.slice(at);
  }
}

/** The runtime writes a message of several lines as one line, with carriage returns. */
function unfolded(line: string): string {
  return line.replace(/\r$/, '').replaceAll('\r', '\n');
}
