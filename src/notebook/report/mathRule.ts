import type {MarkdownIt, StateBlock, StateInline} from "markdown-it";

const dollar = "$".charCodeAt(0);
const backslash = "\\".charCodeAt(0);

/**
 * Teaches markdown-it formulas as Jupyter writes them: `$…$` and `\(…\)` in a line, `$$…$$`, `\[…\]` and
 * `\begin{align}…\end{align}` on their own. Inside a formula Markdown means nothing.
 *
 * A dollar opens a formula only before a sign, and closes it only after one and before no digit, so that
 * "from $5 to $10" stays prose.
 */
export function mathRule(
  markdown: MarkdownIt,
  render: (tex: string, displayMode: boolean) => string
): void {
  markdown.inline.ruler.before("escape", "math", inlineMath);
  markdown.block.ruler.before("fence", "math", blockMath, {
    alt: ["paragraph", "reference", "blockquote", "list"]
  });
  markdown.renderer.rules.math = (tokens, index) => {
    const {content, meta} = tokens[index] ?? {content: "", meta: undefined};
    return render(content, (meta as {displayMode?: boolean} | undefined)?.displayMode ?? false);
  };
}

function inlineMath(state: StateInline, silent: boolean): boolean {
  const {src, pos} = state;
  const sign = src.charCodeAt(pos);
  if (sign !== dollar && sign !== backslash) return false;
  const found = formulaAt(src.slice(pos));
  if (!found) return false;
  if (!silent) {
    const token = state.push("math", "", 0);
    token.content = found.tex;
    token.meta = {displayMode: found.displayMode};
  }
  state.pos += found.length;
  return true;
}

const forms: [RegExp, displayMode: boolean][] = [
  [/^\$\$([^]+?)\$\$/, true],
  [/^\\\[([^]+?)\\\]/, true],
  [/^\\\(([^]+?)\\\)/, false],
  [/^\$(?![\s$])((?:\\[^]|[^$\\])*?(?:\\[^]|[^$\\\s]))\$(?!\d)/, false]
];

function formulaAt(text: string): {tex: string; length: number; displayMode: boolean} | undefined {
  for (const [pattern, displayMode] of forms) {
    const match = pattern.exec(text);
    if (match) return {tex: (match[1] ?? "").trim(), length: match[0].length, displayMode};
  }
  const [whole] = /^\\begin\{([a-zA-Z]+\*?)\}[^]+?\\end\{\1\}/.exec(text) ?? [];
  return whole === undefined ? undefined : {tex: whole, length: whole.length, displayMode: true};
}

/** A formula that begins a line and ends one, on as many lines as it likes, empty ones too. */
function blockMath(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean
): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const first = state.src.slice(start, state.eMarks[startLine]);
  const [opening] = /^(?:\$\$|\\\[|\\begin\{[a-zA-Z]+\*?\})/.exec(first) ?? [];
  if (opening === undefined) return false;
  const lines: string[] = [];
  for (let line = startLine; line < endLine; ++line) {
    if (line > startLine && (state.sCount[line] ?? 0) < state.blkIndent && !state.isEmpty(line))
      break;
    lines.push(
      state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
    );
    const text = lines.join("\n").trimEnd();
    const found = formulaAt(text);
    if (!found) continue;
    // More behind it: then it is a formula within a paragraph.
    if (found.length < text.length) return false;
    if (silent) return true;
    const token = state.push("math", "", 0);
    token.block = true;
    token.content = found.tex;
    token.meta = {displayMode: true};
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
  }
  return false;
}
