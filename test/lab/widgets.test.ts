import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import type {Locator, Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {htmlReport} from "../../src/notebook/report/htmlReport.ts";
import {parseNotebook} from "../../src/notebook/notebook.ts";
import {has, needs} from "../tools.ts";
import {cellWith, idle, menu, openLab, type OpenLab} from "./openLab.ts";

let lab: OpenLab;
let page: Page;
/** What the page asks of others than the lab. */
const foreign: string[] = [];

const cells = [
  `
import * as w from "@convnotes/widgets";
import {ndarray, plot, scratch} from "@convnotes/cnn";
const digit = ndarray([28, 28, 1], Array.from({length: 784}, (_, i) => (i % 28) / 28));
w.interact({kernelSize: [1, 7, 2], padding: ["valid", "same"]}, ({kernelSize: k, padding}) => {
  if (k === 7) throw new RangeError("7 is too much");
  if (k === 1) console.log("one pixel sees itself");
  const kernel = ndarray([k, k, 1, 1], Array(k * k).fill(1 / k ** 2));
  const {shape} = scratch.conv2d(digit, kernel, ndarray([1], [0]), {padding: padding === "same" ? (k - 1) / 2 : 0});
  return plot.heatmap(Array.from({length: shape[0]}, () => Array(shape[1]).fill(k)), {title: "map of " + shape[0] + " rows"});
});`,
  `
const seen = w.label({value: "nothing yet"});
const own = w.anyWidget({
  esm: 'export default {render({model, el}) { const b = document.createElement("button"); const say = () => { b.textContent = "count " + model.get("count"); }; say(); b.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); }; model.on("change:count", say); el.append(b); }}',
  state: {count: 0}
});
own.observe("count", (count) => { seen.value = "the kernel has " + count; });
w.vbox([own, seen])`,
  `
const rateOf = w.floatLogSlider({value: 0.001, min: -5, max: -1, description: "learning rate"});
const bar = w.progressBar({max: 10, value: 3, description: "epochs"});
w.vbox([rateOf, bar, w.radioButtons({options: ["max", "average"], description: "pooling"})])`,
  `
new w.Widget({name: "Globe", module: "somewhere-else", version: "1.0.0", view: "GlobeView", isShown: true, state: {}}, {})`
];

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  const code = (source: string, i: number): object => ({
    ...{id: `cell${i}`, cell_type: "code", metadata: {}, source: source.trim()},
    ...{outputs: [], execution_count: null}
  });
  const kernelspec = {name: "convnotes", display_name: "TypeScript", language: "typescript"};
  const notebook = {cells: cells.map(code), metadata: {kernelspec}, nbformat: 4, nbformat_minor: 5};
  writeFileSync(path.join(lab.rootDir, "controls.ipynb"), JSON.stringify(notebook));
  page = await lab.open("lab/tree/controls.ipynb");
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(lab.url) && !/^(data|blob):/.test(url)) foreign.push(url);
  });
  await cellWith(page, "interact").waitFor();
  await idle(page);
  await menu(page, "Run", "Run All Cells");
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

const interactCell = (): Locator => cellWith(page, "interact(");
const figure = (): Locator => interactCell().locator(".cn-Plotly");
const titled = (rows: number): Promise<void> =>
  figure()
    .locator(".gtitle", {hasText: `map of ${rows} rows`})
    .waitFor();

/** Drags the handle of the slider to a place on it, 0 at its left and 1 at its right, as a reader does. */
async function drag(to: number): Promise<void> {
  await interactCell().locator(".noUi-handle").scrollIntoViewIfNeeded();
  const handle = (await interactCell().locator(".noUi-handle").boundingBox())!;
  const track = (await interactCell().locator(".noUi-base").boundingBox())!;
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(track.x + to * track.width, y, {steps: 8});
  await page.mouse.up();
}

test("a slider that is dragged changes the figure in its place", async () => {
  await titled(26);
  const top = (await figure().boundingBox())!.y;
  await figure().evaluate((node) => Object.assign(node, {isTheSame: true}));
  await drag(2 / 3);
  await titled(24);
  await interactCell().locator("select").selectOption("same");
  await titled(28);
  expect(await figure().evaluate((node) => "isTheSame" in node)).toBe(true);
  expect((await figure().boundingBox())!.y).toBe(top);
  expect(await interactCell().locator(".cn-Plotly").count()).toBe(1);
});

test("a slider says its name and its value, and follows the arrow keys", async () => {
  const slider = interactCell().getByRole("slider", {name: "kernelSize"});
  expect(await slider.getAttribute("aria-valuetext")).toBe("5");
  await slider.press("ArrowLeft");
  await titled(28);
  await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe("3");
  await cellWith(page, "rateOf").locator(".noUi-handle").waitFor();
  const rate = page.getByRole("slider", {name: "learning rate"});
  expect(await rate.getAttribute("aria-valuetext")).toBe("0.00100");
  const bar = page.getByRole("progressbar", {name: "epochs"});
  expect(await bar.getAttribute("aria-valuenow")).toBe("3");
  expect(await page.getByRole("radiogroup", {name: "pooling"}).getByRole("radio").count()).toBe(2);
});

test("an error is shown above the figure until something is drawn again; so is what is printed", async () => {
  await drag(1);
  await interactCell().getByText("7 is too much").first().waitFor();
  await titled(28);
  await drag(0);
  await interactCell().getByText("one pixel sees itself").last().waitFor();
  await expect.poll(() => interactCell().locator(".jp-OutputArea-output .jp-RenderedText", {hasText: "7 is too much"}).count()).toBe(0); // prettier-ignore
});

test("a view of one's own runs without a network; one that the lab lacks says so", async () => {
  const own = page.getByRole("button", {name: "count 0"});
  await own.click();
  await page.getByText("the kernel has 1").waitFor();
  await cellWith(page, "somewhere-else").getByText("Click to show javascript error").click();
  await page.getByText("No version of module somewhere-else is registered").first().waitFor();
  expect(foreign).toEqual([]);
});

test("a page that is loaded anew has its controls back, and they work", async () => {
  await drag(1 / 3);
  await interactCell().locator(".widget-readout", {hasText: "3"}).waitFor();
  await titled(28);
  await menu(page, "File", "Save Notebook");
  await page.locator(".jp-mod-dirty").waitFor({state: "detached"});
  await page.reload();
  await interactCell().locator(".noUi-handle").waitFor();
  await titled(28);
  await interactCell().locator("select").selectOption("valid");
  await titled(26);
  await drag(2 / 3);
  await titled(24);
  await page.getByRole("button", {name: "count 1"}).click();
  await page.getByText("the kernel has 2").waitFor();
});

test("the file has the state of the controls, which a report gives in words", async () => {
  await menu(page, "File", "Save Notebook");
  const file = path.join(lab.rootDir, "controls.ipynb");
  await expect.poll(() => readFileSync(file, "utf8")).toContain("map of 24 rows");
  const notebook = parseNotebook(readFileSync(file, "utf8"));
  expect(Object.keys(notebook.metadata.widgets as object)).toEqual([
    "application/vnd.jupyter.widget-state+json"
  ]);
  const words = (await htmlReport(notebook, {name: "controls"})).replace(/<[^>]*>/g, "");
  expect(words).toContain("kernelSize 5 1 to 7 in steps of 2");
  expect(words).toContain("padding valid of valid, same");
  expect(words).toContain("to change them, run the notebook in the lab");
});
