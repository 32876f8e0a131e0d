import {ansiToHtml} from "./ansi.ts";

/** Longer outputs are folded after so many lines. */
const shownLines = 24;
/** A little more than that is not worth a click. */
const spareLines = 8;

/** Text as a terminal shows it; of a long one the beginning, and the rest on demand. */
export function longText(text: string, className: string): string {
  const lines = ansiToHtml(text.replace(/\n+$/, "")).split("\n");
  const pre = (part: string[]): string =>
    `<pre class="${className} scroll" tabindex="0">${closed(part.join("\n"))}</pre>`;
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
