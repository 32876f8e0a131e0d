import {expect, test} from "vitest";
import {colorscales, colorway, grey, heading, template} from "../../../src/cnn/plot/theme.ts";

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours as WCAG defines it: 1 to 21. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test("letters stand out from a white page and from a black one", () => {
  for (const page of ["#ffffff", "#111111"]) {
    expect(contrast(grey, page)).toBeGreaterThan(4.2);
  }
});

test("the colours of the first three curves stand out from both pages", () => {
  for (const color of colorway.slice(0, 3)) {
    for (const page of ["#ffffff", "#111111"]) {
      expect(contrast(color, page), `${color} on ${page}`).toBeGreaterThan(3);
    }
  }
});

test("the page shows through the figure", () => {
  expect(template.layout).toMatchObject({
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)"
  });
});

test("the sequential scale grows in lightness from end to end, so that it does without colour", () => {
  const lightness = colorscales.sequential.map(([, color]) => luminance(color));
  expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
});

test("the diverging scale is lightest in its middle and equally dark at both ends", () => {
  const lightness = colorscales.diverging.map(([, color]) => luminance(color));
  expect(Math.max(...lightness)).toBe(lightness[4]);
  expect(Math.abs(lightness[0] - lightness[8])).toBeLessThan(0.02);
});

test("a long title is broken into lines that a narrow page holds, and has room for them", () => {
  const text =
    "How the accuracy of the network depends on the size of its filters and their number";
  const {title, margin} = heading(text, "a note");
  const lines = (title.text as string).split("<br>");
  expect(lines.join(" ")).toBe(text);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  expect(margin.t - heading("Short", "a note").margin.t).toBe(20 * (lines.length - 1));
});
