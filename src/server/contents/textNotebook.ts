/**
 * Whether a name is that of a notebook kept as Markdown: asked for as a notebook it is converted when
 * it is read and when it is written; asked for as a file, or as nothing in particular, it is text.
 */
export function isTextNotebook(path: string): boolean {
  return /\.(md|markdown)$/i.test(path);
}
