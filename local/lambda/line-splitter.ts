import { StringDecoder } from 'node:string_decoder';

/** Cuts a stream of bytes into lines. */
export class LineSplitter {
  readonly #print: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** `print` is given each line without its end. A carriage return within a line becomes the line feed it stands for. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  push(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#print(unfolded(line));
  }

  /** The last line, if it has no end. */
  end(): void {
    if (this.#rest !== '') this.#print(unfolded(this.#rest));
    this.#rest = '';
  }
}

/** The runtime writes a message of several lines as one line, with carriage returns. */
function unfolded(line: string): string {
  return line.replace(/\r$/, '').replaceAll('\r', '\n');
}
