const codes = {bold: [1, 22], dim: [2, 22], red: [31, 39]} as const;

/** Text in a terminal's style, which notebooks show as well. */
export function styleText(style: keyof typeof codes, text: string): string {
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
