/** HTML whose content is not Markdown, by how it starts and how it ends: kinds 1 and 2 of CommonMark. */
const htmlBlocks: [start: RegExp, end: RegExp][] = [
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<(?:pre|script|style|textarea)(?:[\s>]|$)/i, /<\/(?:pre|script|style|textarea)>/i]
];

/**
 * What ends the block that a line of Markdown opens, if it opens one in which lines have no meaning
 * of their own: a fence of backticks or tildes, an HTML comment, `<pre>` and the like. Nothing if the
 * line closes it again.
 *
 * @returns whether a later line is the last of the block
 * @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function openedBlock(line: string): ((line: string) => boolean) | undefined {
  const [, ticks, tildes] = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line) ?? [];
  const fence = ticks ?? tildes;
  if (fence !== undefined) {
    const close = new RegExp(`^ {0,3}${fence[0]!}{${fence.length},}[ \\t]*$`);
    return (line) => close.test(line);
  }
  for (const [start, end] of htmlBlocks) {
    if (start.test(line)) return end.test(line) ? undefined : (line) => end.test(line);
  }
  return undefined;
}
