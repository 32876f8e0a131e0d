import {readFileSync} from "node:fs";
import path from "node:path";
import {packageFolder} from "./packageFiles.ts";

/**
 * KaTeX's style sheet with the fonts in it that the page uses, each in WOFF2, and no other.
 *
 * A font is used when the page has an element for a rule that asks for it: all classes of the rule's
 * last part occur in the page.
 */
export function mathStyle(html: string): string {
  if (!html.includes('class="katex')) return "";
  const folder = path.join(packageFolder("katex"), "dist");
  const css = readFileSync(path.join(folder, "katex.min.css"), "utf8");
  const classes = new Set(
    [...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(" "))
  );
  const [faces, rules] = [
    css.match(/@font-face\{[^}]*\}/g) ?? [],
    css.replace(/@font-face\{[^}]*\}/g, "")
  ];
  const used = usedFonts(rules, classes);
  const embedded = faces
    .filter((face) => used.has(fontOf(face)))
    .map((face) =>
      face.replace(/src:[^;}]*/, () => {
        const [, file = ""] = /url\(([^)]*\.woff2)\)/.exec(face) ?? [];
        const font = readFileSync(path.join(folder, file)).toString("base64");
        return `src:url(data:font/woff2;base64,${font}) format("woff2")`;
      })
    );
  return embedded.join("") + rules;
}

/** The fonts that the rules for elements of the page ask for, as family, style and weight. */
function usedFonts(rules: string, classes: ReadonlySet<string>): Set<string> {
  const fonts = new Set<string>();
  for (const [, selectors = "", body = ""] of rules.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!/font(-family|-style|-weight)?:/.test(body)) continue;
    const isUsed = selectors
      .split(",")
      .some((selector) =>
        [...selector.matchAll(/\.([\w-]+)/g)].every(([, name = ""]) => classes.has(name))
      );
    if (isUsed) fonts.add(fontOf(`{${body}}`));
  }
  return fonts;
}

/** A rule that only makes letters bold or slanted does so in the main font. */
function fontOf(declarations: string): string {
  const family = /KaTeX_\w+/.exec(declarations)?.[0] ?? "KaTeX_Main";
  const isBold = /font-weight:(700|bold)/.test(declarations);
  const isItalic = /font-style:italic/.test(declarations);
  return [family, isBold && "bold", isItalic && "italic"].filter(Boolean).join(" ");
}
