/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// Every figure in a real browser: what plotly makes of it, on a white page and a black one, wide and narrow.
import {fileURLToPath} from "node:url";
import {type Browser, chromium, type Page} from "playwright-core";
import {afterAll, expect, test} from "vitest";
import type {FigureSpec} from "../../../src/cnn/plot/index.ts";
import {needs} from "../../tools.ts";
import {gallery} from "./gallery.ts";

const plotly = fileURLToPath(
  new URL("../../../node_modules/plotly.js-dist-min/plotly.min.js", import.meta.url)
);

/** As much of plotly as the tests ask for; it lives in the page. */
declare const Plotly: {
  purge(node: Element): void;
  newPlot(node: Element, data: unknown, layout: unknown, config?: unknown): Promise<void>;
  addFrames(node: Element, frames: unknown): Promise<void>;
  react(node: Element, data: unknown, layout: unknown): Promise<void>;
};

let browser: Browser | undefined;
let shared: {page: Page; said: string[]} | undefined;
afterAll(() => browser?.close());

/** A page with plotly in it, the same for all tests, and what the browser's console says. */
async function openPage(width: number): Promise<{page: Page; said: string[]}> {
  if (!shared) {
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run"
      ]
    });
    const page = await browser.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.setContent(`<body style="margin:0"><div id="figure"></div></body>`);
    await page.addScriptTag({path: plotly});
    shared = {page, said};
  }
  await shared.page.setViewportSize({width, height: 1000});
  shared.said.length = 0;
  return shared;
}

/** Draws a figure, as a notebook's front end does. */
async function draw(page: Page, {data, layout, frames}: FigureSpec): Promise<void> {
  await page.evaluate(
    async (figure) => {
      const node = document.getElementById("figure")!;
      Plotly.purge(node);
      node.replaceChildren();
      await Plotly.newPlot(node, figure.data, figure.layout, {displayModeBar: false});
      if (figure.frames) await Plotly.addFrames(node, figure.frames);
    },
    JSON.parse(JSON.stringify({data, layout, frames})) as {
      data: unknown;
      layout: unknown;
      frames?: unknown;
    }
  );
}

/**
 * Letters that leave the figure, that lie on each other, or that a white or a black page swallows. Paper is
 * transparent, so that what is drawn is the same on both.
 */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const figure = document.querySelector("#figure .svg-container")!.getBoundingClientRect();
    const found: string[] = [];
    const luminance = (color: string): number => {
      const [r, g, b] = (color.match(/[\d.]+/g) ?? [])
        .map((c) => Number(c) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const boxes: {text: string; box: DOMRect}[] = [];
    for (const text of document.querySelectorAll<SVGTextElement>("#figure text")) {
      const box = text.getBoundingClientRect();
      const said = text.textContent ?? "";
      if (said.trim() === "" || box.width === 0 || getComputedStyle(text).opacity === "0") continue;
      if (
        box.left < figure.left - 1 ||
        box.right > figure.right + 1 ||
        box.top < figure.top - 1 ||
        box.bottom > figure.bottom + 1
      ) {
        found.push(`"${said}" leaves the figure`);
      }
      // What stands in a cell, on a bar or on a ground of its own has that behind it, not the page.
      if (text.closest(".heatmap-label, .bars, .hm")) continue;
      const ground = text.closest(".annotation-text-g")?.querySelector(".bg");
      if (ground && getComputedStyle(ground).fillOpacity === "1") continue;
      const light = luminance(getComputedStyle(text).fill) + 0.05;
      if (1.05 / light < 4.2 || light / (luminance("rgb(17, 17, 17)") + 0.05) < 4.2) {
        found.push(`"${said}" is hard to read on white or on black`);
      }
      // The box of slanted letters holds more than they do.
      const [, angle] = /rotate\((-?[\d.]+)/.exec(text.getAttribute("transform") ?? "") ?? [];
      if (angle === undefined || Number(angle) % 90 === 0) boxes.push({text: said, box});
    }
    boxes.forEach(({text, box}, k) => {
      for (const other of boxes.slice(k + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes hold the space above and below the letters; those may touch.
        if (across > 2 && down > 4) found.push(`"${text}" lies on "${other.text}"`);
      }
    });
    return found;
  });
}

test("letters that are cut off, lie on others or cannot be read are found", async (context) => {
  needs(context, "chromium");
  const {page} = await openPage(400);
  const {data, layout} = gallery.bars();
  const annotation = {xref: "paper", yref: "paper", x: 0.9, y: 0.9, showarrow: false};
  await draw(page, {
    data,
    layout: {
      ...layout,
      title: {text: "A title that is longer than a narrow page is wide, and goes on and on"},
      font: {color: "#cccccc"},
      annotations: ["one", "another"].map((text) => ({...annotation, text}))
    }
  });
  const found = (await faults(page)).join("; ");
  expect(found).toMatch(/"A title [^"]*" leaves the figure/);
  expect(found).toMatch(/"year" is hard to read on white or on black/);
  expect(found).toContain('"one" lies on "another"');
});

for (const width of [1280, 400]) {
  test(`every figure fits a page of ${width} pixels, white or black, its letters apart`, async (context) => {
    needs(context, "chromium");
    const {page, said} = await openPage(width);
    const found: Record<string, string[]> = {};
    for (const name of Object.keys(gallery)) {
      await draw(page, gallery[name]());
      const faultsOfOne = [...(await faults(page)), ...said.splice(0)];
      if (faultsOfOne.length > 0) found[name] = faultsOfOne;
      expect(await page.locator("#figure .gtitle").count(), name).toBe(1);
    }
    expect(found).toEqual({});
  });
}

test("the slider of convolutionSteps moves window, products, output and words", async (context) => {
  needs(context, "chromium");
  const {page, said} = await openPage(700);
  await draw(page, gallery.convolutionSteps());
  const words = async (): Promise<string> =>
    (await page.locator("#figure .scatterlayer text").allTextContents()).join(" ");
  const cells = (): Promise<string[]> => page.locator("#figure .heatmap-label").allTextContents();
  expect(await words()).toContain("sum of products −2");
  const before = await cells();
  const rail = (await page.locator("#figure .slider-rail-touch-rect").boundingBox())!;
  await page.mouse.click(rail.x + rail.width - 2, rail.y + rail.height / 2);
  await page.waitForFunction(() =>
    document.querySelector("#figure .slider-label")?.textContent?.endsWith("4, 4")
  );
  await page.waitForFunction(() =>
    [...document.querySelectorAll("#figure .scatterlayer text")].some((text) =>
      text.textContent?.includes("sum of products 2")
    )
  );
  const after = await cells();
  expect(after).not.toEqual(before);
  expect(after.length).toBeGreaterThan(before.length); // the output is full
  expect(said).toEqual([]);
});

test("the slider of beforeAfter uncovers the second picture, and moves the line", async (context) => {
  needs(context, "chromium");
  const {page, said} = await openPage(700);
  await draw(page, gallery.beforeAfter());
  const seen = (): Promise<number> => page.locator("#figure .imagelayer image").count();
  const line = async (): Promise<number> =>
    (await page.locator("#figure .shapelayer path").first().boundingBox())!.x;
  expect(await seen()).toBe(1 + 10);
  const before = await line();
  const rail = (await page.locator("#figure .slider-rail-touch-rect").boundingBox())!;
  await page.mouse.click(rail.x + rail.width - 2, rail.y + rail.height / 2);
  await page.waitForFunction(
    () => document.querySelectorAll("#figure .imagelayer image").length === 1
  );
  await page.waitForFunction(() =>
    document.querySelector("#figure .slider-label")?.textContent?.includes("100")
  );
  expect(await line()).toBeGreaterThan(before + 50);
  expect(said).toEqual([]);
});

test("the play button of poolingSteps goes through all positions", async (context) => {
  needs(context, "chromium");
  const {page} = await openPage(700);
  await draw(page, gallery.poolingSteps());
  await page.locator("#figure .updatemenu-button").first().click();
  await page.waitForFunction(() =>
    document.querySelector("#figure .slider-label")?.textContent?.endsWith("1, 1")
  );
  await page.waitForFunction(() =>
    [...document.querySelectorAll("#figure .scatterlayer text")].some((text) =>
      text.textContent?.includes("greatest of 2, 1, 2, 4")
    )
  );
});

test("lossCurves is updated in place, epoch by epoch", async (context) => {
  needs(context, "chromium");
  const {page, said} = await openPage(700);
  await draw(page, gallery.lossCurvesAtStart());
  const points = (): Promise<number> => page.locator("#figure .scatterlayer .point").count();
  const few = await points();
  const {data, layout} = gallery.lossCurves();
  await page.evaluate(
    async (figure) => {
      const node = document.getElementById("figure")!;
      await Plotly.react(node, figure.data, figure.layout);
    },
    {data, layout}
  );
  expect(few).toBe(4 * 3 + 2);
  expect(await points()).toBe(4 * 20 + 2);
  expect(said).toEqual([]);
});

test("pointing at a pixel of a tile tells its row and column within the tile", async (context) => {
  needs(context, "chromium");
  const {page} = await openPage(700);
  const hoverAt = async (name: string, x: number, y: number): Promise<string> => {
    await draw(page, gallery[name]());
    // From data coordinates to the page, as plotly itself goes.
    const [left, top] = await page.evaluate(
      ([x, y]) => {
        const node = document.getElementById("figure") as unknown as {
          _fullLayout: Record<"xaxis" | "yaxis", {_offset: number; c2p(value: number): number}>;
        };
        const {xaxis, yaxis} = node._fullLayout;
        return [xaxis._offset + xaxis.c2p(x), yaxis._offset + yaxis.c2p(y)];
      },
      [x, y]
    );
    await page.mouse.move(left, top);
    await page.mouse.move(left + 1, top + 1);
    await page.locator("#figure .hovertext text").first().waitFor();
    return (await page.locator("#figure .hovertext text").allTextContents()).join(" ");
  };
  const tile = gallery.featureMaps().data[9] as {x0: number; y0: number; z: number[][]};
  expect(await hoverAt("featureMaps", tile.x0 + 4, tile.y0 + 3)).toMatch(
    new RegExp(`^map 9row 3, column 4activation ${tile.z[3][4]}`)
  );
  const photo = gallery.imageGridColor().data[5] as {x0: number; y0: number};
  expect(await hoverAt("imageGridColor", photo.x0 + 10, photo.y0 + 20)).toMatch(
    /^picture 5: sunred, green, blue \d+, \d+, \d+$/
  );
  expect(await hoverAt("image", 20, 5)).toMatch(/^row 5, column 20value \d+/);
  expect(await hoverAt("imageColor", 100, 50)).toMatch(
    /^row 50, column 100red, green, blue \d+, \d+, \d+$/
  );
});
