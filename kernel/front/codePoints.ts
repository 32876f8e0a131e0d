// The protocol counts text in code points, JavaScript in UTF-16 units: an emoji is one and two.

/** The UTF-16 offset of a code-point offset; past the end, the end. */
export function toUtf16(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; --left) {
    offset += lengthAt(text, offset);
  }
  return offset;
}

/** The code-point offset of a UTF-16 offset; inside a character, that of the character's end. */
export function toCodePoints(text: string, utf16: number): number {
  let count = 0;
  for (let offset = 0; offset < utf16 && offset < text.length; ++count) {
    offset += lengthAt(text, offset);
  }
  return count;
}

function lengthAt(text: string, offset: number): 1 | 2 {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}
