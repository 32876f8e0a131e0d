import {createHash} from "node:crypto";
import type {FastifyReply} from "fastify";
import {escapeHtml} from "./html.ts";

/** An image of 5 × 5 pixels, and the 3 × 3 window of a convolution on it. */
const pixels = [0, 1, 2, 3, 4]
  .flatMap((row) => [0, 1, 2, 3, 4].map((column) => ({row, column})))
  .map(
    ({row, column}) =>
      `<rect x="${column * 13}" y="${row * 13}" width="11" height="11" rx="2" opacity="${
        0.25 + 0.15 * ((row * 3 + column * 2) % 5)
      }"/>`
  )
  .join("");
const mark = `<svg viewBox="-2 -2 67 67" width="56" height="56" aria-hidden="true"><g fill="currentColor">${pixels}</g><rect x="24" y="24" width="40" height="40" rx="5" fill="#f5b335" fill-opacity=".35" stroke="#f5b335" stroke-width="3"/></svg>`;

const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 67 67"><g fill="#3f6a8f">${pixels}</g><rect x="24" y="24" width="40" height="40" rx="5" fill="#f5b335" fill-opacity=".5" stroke="#f5b335" stroke-width="3"/></svg>`
)}`;

const style = `
:root { color-scheme: light dark; --page: #eef2f6; --card: #fff; --text: #17344f; --soft: #52677b; --line: #8a9aa9; --accent: #17344f; --on-accent: #fff; --wrong: #b3261e; --wrong-back: #fdeceb; }
@media (prefers-color-scheme: dark) { :root { --page: #10181f; --card: #18242e; --text: #e7eef4; --soft: #a9b8c5; --line: #6d8092; --accent: #f5b335; --on-accent: #17242e; --wrong: #ffb4ab; --wrong-back: #3b1d1c; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 400px; background: var(--card); border-radius: 14px; padding: 32px; box-shadow: 0 1px 2px rgb(0 0 0 / .12), 0 12px 32px rgb(0 0 0 / .1); }
header { display: flex; align-items: center; gap: 14px; margin-bottom: 20px; }
.name { font-size: 21px; font-weight: 650; letter-spacing: -.01em; line-height: 1.2; }
.what { color: var(--soft); font-size: 14px; }
h1 { font-size: 18px; font-weight: 600; margin: 0 0 8px; }
p { margin: 0 0 16px; }
p:last-child { margin-bottom: 0; }
.hint { color: var(--soft); font-size: 14px; }
label { display: block; font-weight: 600; font-size: 14px; margin-bottom: 6px; }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
button, .button { display: block; width: 100%; margin: 16px 0; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px; padding: 11px 16px; }
button:hover, .button:hover { filter: brightness(1.12); }
:focus-visible { outline: 3px solid #f5b335; outline-offset: 2px; }
[role=alert] { color: var(--wrong); background: var(--wrong-back); border-radius: 8px; padding: 10px 12px; font-size: 14px; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
`;

/** What a card may do in the browser: show itself, send its form here. */
const cardPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ");

export function sendCard(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .header("content-security-policy", cardPolicy)
    .type("text/html; charset=utf-8")
    .send(html);
}

/**
 * A page of a few words: the login, a refusal.
 *
 * @param body - HTML below the heading
 */
export function card(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · convnotes</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<main>
<header>${mark}<div><div class="name">convnotes</div><div class="what">convolutional networks, to run</div></div></header>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
