/**
 * UTF-8 as a string of one character a byte; `TextEncoder` is not part of the language, and core uses nothing else. An
 * unpaired surrogate counts as U+FFFD, as in every UTF-8 encoder of the web platform.
 */
export function utf8(text: string): string {
  let bytes = '';
  for (const character of text) {
    // A string yields no empty characters.
    const point = character.codePointAt(0) as number;
    bytes += encodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return bytes;
}

function encodePoint(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), last);
  const third = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return String.fromCharCode(0xe0 | (point >> 12), third, last);
  return String.fromCharCode(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), third, last);
}
