import {escapeHtml} from "./escapeHtml.ts";
import type {Heading} from "./markdownHtml.ts";

/** Deeper headings are left out: a list that is longer than the page helps nobody. */
const deepest = 3;

/** The headings as nested lists of links, without the first, which is the report's title. */
export function tableOfContents(headings: readonly Heading[]): string {
  const [first, ...rest] = headings;
  const listed = (first?.level === 1 ? rest : headings).filter(({level}) => level <= deepest);
  const levels = [...new Set(listed.map(({level}) => level))].sort();
  let html = "";
  let depth = 0;
  for (const {level, id, html: title} of listed) {
    const wanted = levels.indexOf(level) + 1;
    // A level that is skipped opens no list of its own.
    const target = Math.min(wanted, depth + 1);
    if (target > depth) html += "<ul>";
    else html += `</li>${"</ul></li>".repeat(depth - target)}`;
    depth = target;
    html += `<li><a href="#${escapeHtml(id)}">${title}</a>`;
  }
  return html + "</li></ul>".repeat(depth);
}
