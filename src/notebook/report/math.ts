import katex from "katex";

/**
 * A formula as HTML for the eye and MathML for who listens; what TeX does not know is shown in red, as
 * it was written.
 */
export function renderMath(
  tex: string,
  {displayMode = false}: {displayMode?: boolean} = {}
): string {
  return katex.renderToString(tex, {
    displayMode,
    throwOnError: false,
    strict: "ignore",
    trust: false,
    errorColor: "var(--error)",
    // A formula is not a program.
    maxExpand: 1000,
    maxSize: 50
  });
}
