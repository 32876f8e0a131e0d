import {decode} from "fast-png";
import {expect, test} from "vitest";
import {displaySymbol} from "../../../src/cnn/host.ts";
import {template} from "../../../src/cnn/plot/theme.ts";
import {gallery} from "./gallery.ts";

interface Axis {
  visible?: boolean;
  showticklabels?: boolean;
  title?: {text?: string};
  range?: number[];
  scaleanchor?: string;
}

interface Layout {
  title: {text: string};
  template: unknown;
}

/** The axes of a layout by name: `xaxis`, `xaxis2` and so on. */
function axesOf(layout: object): [name: string, axis: Axis][] {
  return (Object.entries(layout) as [string, Axis][]).filter(([name]) => /^[xy]axis/.test(name));
}

const pngPrefix = "data:image/png;base64,";
const pictures = [
  "image",
  "imageColor",
  "imageGrid",
  "imageGridColor",
  "channels",
  "filters",
  "filtersColor",
  "filtersOne",
  "featureMaps",
  "featureMapsOfLayers",
  "heatmap",
  "heatmapNumbers",
  "receptiveField",
  "overlay",
  "overlayMask",
  "boxes",
  "skeleton",
  "beforeAfter"
];

/** The figure as it is kept: numbers to 3 decimals, and of a PNG file its size alone. */
function snapshotOf(value: unknown): string {
  const text = JSON.stringify(
    value,
    (key, entry: unknown) => {
      if (key === "template") return "the library's";
      if (typeof entry === "number") return Number(entry.toFixed(3));
      if (typeof entry !== "string" || !entry.startsWith(pngPrefix)) return entry;
      const {height, width} = decode(Buffer.from(entry.slice(pngPrefix.length), "base64"));
      return `PNG of ${height}×${width} pixels`;
    },
    1
  );
  // A row of numbers in one line.
  return `${text.replace(/\[[^[\]{}"]*\]/g, (row) => row.replace(/\s+/g, " "))}\n`;
}

for (const [name, make] of Object.entries(gallery)) {
  test(`${name} is drawn as before`, async () => {
    const {data, layout, frames, alt} = make();
    await expect(snapshotOf({alt, data, layout, frames})).toMatchFileSnapshot(
      `../../output/plot/${name}.json`
    );
  });

  test(`${name} is plain data that survives JSON, in the library's theme`, () => {
    const bundle = make()[displaySymbol]();
    const spec = bundle["application/vnd.plotly.v1+json"] as {layout: Layout};
    // Not equal after a round trip: NaN, undefined, a typed array, a class.
    expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
    expect(spec.layout.template).toBe(template);
    expect(JSON.stringify(spec).length).toBeLessThan(80_000);
  });

  test(`${name} has a title, and a title on every axis that shows numbers`, () => {
    const {layout} = make();
    expect((layout.title as Layout["title"]).text).not.toBe("");
    for (const [axisName, axis] of axesOf(layout)) {
      if (axis.visible === false || axis.showticklabels === false) continue;
      expect(axis.title?.text, axisName).toBeTruthy();
    }
  });

  test(`${name} says in words what it shows`, () => {
    const {alt, layout} = make();
    const bundle = make()[displaySymbol]();
    expect(bundle["text/plain"]).toBe(alt);
    expect(alt).toMatch(/^[A-Z].*\.$/s);
    expect(alt).toMatch(/\d/);
    expect(alt).not.toMatch(/undefined|NaN|null|<\/?b|Infinity|\[object/);
    const title = (layout.title as Layout["title"]).text.replaceAll("<br>", " ");
    if (!name.startsWith("lossCurves")) expect(alt.startsWith(title)).toBe(true);
  });

  test(`${name} ${pictures.includes(name) ? "has" : "has no"} PNG file for a front end without plotly`, () => {
    const png = make()[displaySymbol]()["image/png"] as string | undefined;
    expect(png !== undefined).toBe(pictures.includes(name));
    if (png === undefined) return;
    const {height, width} = decode(Buffer.from(png, "base64"));
    expect(Math.max(height, width)).toBeGreaterThanOrEqual(256);
  });

  test(`${name} is the same when it is made again`, () => {
    expect(snapshotOf(make())).toBe(snapshotOf(make()));
  });
}

test("every picture has row 0 on top and square pixels", () => {
  for (const name of pictures) {
    for (const [axisName, {range = [], scaleanchor}] of axesOf(gallery[name]().layout)) {
      if (axisName.startsWith("xaxis")) continue;
      const [bottom, top] = range;
      expect(bottom, `${name}: ${axisName}`).toBeGreaterThan(top);
      expect(scaleanchor, `${name}: ${axisName}`).toBe(axisName.replace("yaxis", "x"));
    }
  }
});
