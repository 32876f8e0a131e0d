import {toHtml} from "hast-util-to-html";
import {describe, expect, test} from "vitest";
import {safeStyle} from "../../../src/notebook/report/safeStyle.ts";
import {sanitize} from "../../../src/notebook/report/sanitize.ts";

const clean = (html: string): string => toHtml(sanitize(html, "o1-"));

describe("attacks", () => {
  test.each([
    ["a script", `a<script>alert(1)</script>b`, "ab"],
    [
      "a handler",
      `<img src="data:image/png;base64,AA" onerror="alert(1)">`,
      `<img src="data:image/png;base64,AA">`
    ],
    ["a javascript address", `<a href="javascript:alert(1)">x</a>`, "<a>x</a>"],
    ["the same, hidden", `<a href=" jav&#x09;ascript:alert(1)">x</a>`, "<a>x</a>"],
    ["an address of data", `<a href="data:text/html,<script>alert(1)</script>">x</a>`, "<a>x</a>"],
    [
      "an SVG that acts when loaded",
      `<svg onload="alert(1)"><path d="M0 0"></path></svg>`,
      `<svg><path d="M0 0"></path></svg>`
    ],
    ["a script in an SVG", `<svg><script>alert(1)</script></svg>`, "<svg></svg>"],
    [
      "HTML in an SVG",
      "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
      "<svg></svg>"
    ],
    [
      "an animated address",
      `<svg><a><animate attributeName="href" values="javascript:alert(1)"></animate></a></svg>`,
      "<svg><a></a></svg>"
    ],
    [
      "another document's drawing",
      `<svg><use href="https://x.example/a.svg#b"></use></svg>`,
      "<svg><use></use></svg>"
    ],
    ["a frame", `a<iframe src="https://x.example" srcdoc="<b>x</b>"></iframe>b`, "ab"],
    ["a style sheet", `<style>body{display:none}</style>a`, "a"],
    ["a linked style sheet", `<link rel="stylesheet" href="https://x.example/a.css">a`, "a"],
    ["a form", `<form action="https://x.example"><input name="a"><button>b</button></form>`, "b"],
    ["another base", `<base href="https://x.example/">a`, "a"],
    ["a refresh", `<meta http-equiv="refresh" content="0;url=https://x.example">a`, "a"],
    [
      "a style that covers the page",
      `<p style="position:fixed;top:0;color:red">a</p>`,
      `<p style="color: red">a</p>`
    ],
    ["a style that loads", `<p style="background:url(https://x.example/a)">a</p>`, "<p>a</p>"],
    [
      "a fill that loads",
      `<svg><rect fill="url(https://x.example/a#b)"></rect></svg>`,
      "<svg><rect></rect></svg>"
    ],
    ["an id that hides a variable", `<p id="plotly">a</p>`, `<p id="o1-plotly">a</p>`],
    [
      "markup that changes when it is parsed again",
      `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
      null
    ],
    ["a template", `<template><script>alert(1)</script></template>a`, "a"]
  ])("%s is taken out", (_, attack, expected) => {
    const cleaned = clean(attack);
    if (expected !== null) expect(cleaned).toBe(expected);
    // What a browser makes of it is what was meant.
    expect(clean(cleaned).replaceAll("o1-o1-", "o1-")).toBe(cleaned);
    expect(cleaned.replace(/"[^"]*"/g, "")).not.toMatch(
      /<script|<style|<iframe|<[^>]*\son\w+=|javascript:/i
    );
  });
});

test("tables, their captions and alignment stay as the library writes them", () => {
  const table =
    '<table><caption style="text-align: left; caption-side: top">Model</caption><thead><tr>' +
    '<th scope="col" style="text-align: right; font-variant-numeric: tabular-nums">Parameters</th></tr></thead>' +
    '<tbody><tr><td style="text-align: left; white-space: nowrap">156</td></tr></tbody>' +
    '<tfoot><tr><td colspan="7">sum</td></tr></tfoot></table>';
  expect(clean(table)).toBe(table);
});

test("drawings stay, and what they refer to inside themselves", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" role="img" style="max-width: 100%; height: auto" fill="#7a7a7a">' +
    '<title>words</title><defs><marker id="arrow" markerWidth="4"><path d="M0 0"></path></marker></defs>' +
    '<line x1="0" y1="0" x2="9" y2="9" stroke="teal" stroke-width="2" marker-end="url(#arrow)"></line>' +
    '<text x="1" y="2" text-anchor="middle" font-weight="600">3</text></svg>';
  expect(clean(svg)).toBe(
    svg.replace('id="arrow"', 'id="o1-arrow"').replace("url(#arrow)", "url(#o1-arrow)")
  );
});

test.each([
  ["color: red; width: 3em", "color: red; width: 3em"],
  ["background: expression(alert(1))", ""],
  ["background: u\\72l(x)", ""],
  ["background-image: url(x)", ""],
  ["color: rgb(1, 2, 3); -moz-binding: url(x)", "color: rgb(1, 2, 3)"],
  ["width: calc(100% - 2px); behavior: url(x)", "width: calc(100% - 2px)"],
  ["color: red/**/; background: image-set('x')", ""]
])("of the style %s, %s is left", (style, left) => {
  expect(safeStyle(style)).toBe(left);
});
