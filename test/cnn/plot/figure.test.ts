import {expect, test} from "vitest";
import {displaySymbol} from "../../../src/cnn/host.ts";
import {figure} from "../../../src/cnn/plot/figure.ts";
import {template} from "../../../src/cnn/plot/theme.ts";

const data = [{type: "scatter", x: [1, 2], y: [3, 4]}];
const alt = "A line rises from 3 to 4.";

test("a figure shows itself as plotly and in words", () => {
  const layout = {title: {text: "A line"}};
  const shown = figure({data, layout}, {alt})[displaySymbol]();
  expect(shown).toEqual({
    "application/vnd.plotly.v1+json": {data, layout: {template, ...layout}},
    "text/plain": alt
  });
});

test('Jupyter finds how under Symbol.for("Jupyter.display")', () => {
  expect(Symbol.for("Jupyter.display") in figure({data, layout: {}}, {alt})).toBe(true);
});

test("a figure carries its frames, and its picture as a PNG file in base64", () => {
  const frames = [{name: "first"}];
  const png = () => Uint8Array.of(1, 2, 3);
  const shown = figure({data, layout: {}, frames}, {alt, png})[displaySymbol]();
  expect(shown["application/vnd.plotly.v1+json"]).toHaveProperty("frames", frames);
  expect(shown["image/png"]).toBe("AQID");
});

test("a figure of one's own may bring another theme", () => {
  const {layout} = figure({data, layout: {template: "mine"}}, {alt});
  expect(layout.template).toBe("mine");
});
