import {readFileSync} from "node:fs";
import path from "node:path";
import {escapeHtml} from "./escapeHtml.ts";
import {ownFolder} from "./packageFiles.ts";

/** A lecture in the list of all. */
export interface LectureCard {
  /** Where its report is, relative to the index. */
  href: string;
  title: string;
  /** What a reader learns, in a few lines. */
  learn: readonly string[];
  /** When it was run. */
  run: string;
  /** A picture out of it, as a data URI. */
  thumbnail?: string;
}

/** The page that leads to the reports of all lectures; it loads nothing and runs no script. */
export function courseIndex(cards: readonly LectureCard[], {title}: {title: string}): string {
  const style = readFileSync(path.join(ownFolder(), "src/notebook/report/report.css"), "utf8");
  const items = cards.map(
    ({href, title, learn, run, thumbnail}) =>
      `<li class="card">` +
      (thumbnail ? `<img src="${escapeHtml(thumbnail)}" alt="">` : "") +
      `<h2><a href="${escapeHtml(href)}">${escapeHtml(title)}</a></h2>` +
      `<ul>${learn.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>` +
      (run && `<p>${escapeHtml(run)}</p>`) +
      `</li>`
  );
  return [
    `<!doctype html>`,
    `<html lang="en">`,
    `<head>`,
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    `</head>`,
    `<body>`,
    `<main class="course"><h1>${escapeHtml(title)}</h1><ol class="cards">`,
    ...items,
    `</ol></main>`,
    `</body>`,
    `</html>\n`
  ].join("\n");
}
