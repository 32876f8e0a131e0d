import type {Element, Root} from "hast";
import {toHtml} from "hast-util-to-html";
import createMarkdown from "markdown-it";
import {eachElement, element, replace, textOf} from "./hast.ts";
import {highlight} from "./highlight.ts";
import {embedImages, type ReadImage} from "./images.ts";
import {renderMath} from "./math.ts";
import {mathRule} from "./mathRule.ts";
import {sanitize} from "./sanitize.ts";

/** A heading of the report, for the table of contents. */
export interface Heading {
  level: number;
  id: string;
  /** Its letters. */
  title: string;
  /** Its letters, with formulas and emphasis. */
  html: string;
}

export interface MarkdownHtmlOptions {
  /** What ids of the cell's own HTML begin with. */
  prefix: string;
  slug: (title: string) => string;
  attachments?: Record<string, Record<string, unknown>>;
  readImage?: ReadImage;
  /** Where a relative link leads from the report; as it is by default. */
  linkTo?: (href: string) => string;
}

/**
 * Markdown as HTML that is safe to show: formulas set, code coloured, pictures embedded, headings with
 * addresses, tables in boxes of their own.
 */
export async function markdownToHtml(
  source: string,
  {prefix, slug, attachments, readImage, linkTo = (href) => href}: MarkdownHtmlOptions
): Promise<{html: string; headings: Heading[]}> {
  // What this report makes itself is put in after the rest is sanitized.
  const slots: (string | Promise<string>)[] = [];
  const slot = (tag: "span" | "div", html: string | Promise<string>): string =>
    `<${tag} data-slot="${slots.push(html) - 1}"></${tag}>`;

  const markdown = createMarkdown({html: true, linkify: true});
  markdown.linkify.set({fuzzyLink: false, fuzzyEmail: false});
  mathRule(markdown, (tex, displayMode) => {
    const html = renderMath(tex, {displayMode});
    return slot(
      "span",
      displayMode ? `<span class="math scroll" tabindex="0">${html}</span>` : html
    );
  });
  markdown.renderer.rules.fence = (tokens, index) => {
    const {content = "", info = ""} = tokens[index] ?? {};
    return slot("div", codeBlock(content.replace(/\n$/, ""), info.trim().split(/[\s{]/)[0] ?? ""));
  };

  const tree = sanitize(markdown.render(source), prefix);
  embedImages(tree, {attachments, readImage});
  mendLinks(tree, prefix, linkTo);
  boxTables(tree);
  await fill(tree, slots);
  const headings = addressHeadings(tree, slug);
  return {html: toHtml(tree, {allowDangerousHtml: true}), headings};
}

/** Code in a box, coloured. */
export async function codeBlock(code: string, language: string): Promise<string> {
  return `<pre class="code scroll" tabindex="0"><code>${await highlight(code, language)}</code></pre>`;
}

function mendLinks(tree: Root, prefix: string, linkTo: (href: string) => string): void {
  const ids = new Set<unknown>();
  eachElement(tree, ({properties}) => ids.add(properties.id));
  eachElement(tree, ({tagName, properties}) => {
    const {href} = properties;
    if (tagName !== "a" || typeof href !== "string") return;
    if (href.startsWith("#")) {
      const own = prefix + href.slice(1);
      properties.href = `#${ids.has(own) ? own : href.slice(1).toLowerCase()}`;
    } else if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) properties.rel = ["noopener", "noreferrer"];
    else properties.href = linkTo(href);
  });
}

/** Puts what is wider than a narrow page in a box that scrolls. */
export function boxTables(tree: Root): void {
  eachElement(tree, (table, parent) => {
    if (table.tagName === "table") replace(parent, table, scrollBox(table));
  });
}

function scrollBox(table: Element): Element {
  return element("div", {className: ["scroll"], tabIndex: 0}, table);
}

async function fill(tree: Root, slots: (string | Promise<string>)[]): Promise<void> {
  const html: string[] = [];
  for (const slot of slots) html.push(await slot);
  eachElement(tree, (place, parent) => {
    const {dataSlot} = place.properties;
    if (dataSlot === undefined) return;
    replace(parent, place, {type: "raw", value: html[Number(dataSlot)] ?? ""} as never);
  });
}

function addressHeadings(tree: Root, slug: (title: string) => string): Heading[] {
  const headings: Heading[] = [];
  eachElement(tree, (heading) => {
    const level = Number(/^h([1-6])$/.exec(heading.tagName)?.[1]);
    if (!level) return;
    const title = textOf(heading).trim();
    const id = slug(title);
    const html = toHtml(withoutLinks(heading).children, {allowDangerousHtml: true});
    headings.push({level, id, title, html});
    heading.properties.id = id;
    const link = {className: ["anchor"], href: `#${id}`, ariaLabel: `Link to “${title}”`};
    heading.children.push(element("a", link, "#"));
  });
  return headings;
}

/** A link cannot hold another. */
function withoutLinks(node: Element): Element {
  const children = node.children.flatMap((child): Element["children"] => {
    if (child.type !== "element") return [child];
    const inner = withoutLinks(child);
    return child.tagName === "a" ? inner.children : [inner];
  });
  return {...node, properties: {...node.properties, id: undefined}, children};
}
