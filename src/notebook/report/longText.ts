import {ansiToHtml, stripAnsi} from "./ansi.ts";

/** Longer outputs are folded after so many lines. */
const shownLines = 24;
/** A little more than that is not worth a click. */
const spareLines = 8;

/** What stands in columns loses them when its lines are broken: a table, a picture, indented data. */
const inColumns = /\S {2,}\S|^\s|\t|[\u2500-\u259f]/m;

/** A line of a lecture that says whether a row of the course was checked. */
const claim = /^(?:<span class="ansi-green">✓<\/span>|–) /;

/**
 * Text as a terminal shows it; of a long one the beginning, and the rest on demand. Lines of words are
 * broken where the page ends, lines in columns go on beyond it.
 */
export function longText(text: string, className: string): string {
  const lines = ansiToHtml(text.replace(/\n+$/, "")).split("\n");
  const words = inColumns.test(stripAnsi(text)) ? "" : " words";
  const pre = (part: string[]): string =>
    `<pre class="${className}${words} scroll" tabindex="0">${closed(joined(part))}</pre>`;
  if (lines.length <= shownLines + spareLines) return pre(lines);
  // A colour that goes on beyond the fold opens again behind it.
  const head = lines.slice(0, shownLines).join("\n");
  const open = openSpans(head).join("");
  const rest = lines.slice(shownLines);
  const count = lines.length.toLocaleString("en-US");
  const more = rest.length.toLocaleString("en-US");
  return (
    `<div class="long">${pre([head])}<details class="rest">` +
    `<summary>Show all ${count} lines</summary>${pre([open + rest.join("\n")])}</details>` +
    `<p class="on-paper">… ${more} more lines</p></div>`
  );
}

/** Lines, each claim in a box of its own, which needs no line break. */
function joined(lines: string[]): string {
  return lines
    .map((line, k) => {
      if (claim.test(line)) return `<span class="claim">${line}</span>`;
      const next = lines[k + 1];
      return next === undefined || claim.test(next) ? line : `${line}\n`;
    })
    .join("");
}

function openSpans(html: string): string[] {
  const open: string[] = [];
  for (const [tag] of html.matchAll(/<\/?span[^>]*>/g)) {
    if (tag.startsWith("</")) open.pop();
    else open.push(tag);
  }
  return open;
}

function closed(html: string): string {
  return html + "</span>".repeat(openSpans(html).length);
}
