import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {has, needs} from "../tools.ts";
import {openLab, type OpenLab} from "./openLab.ts";

const figure = {
  data: [{type: "scatter", x: [1, 2, 3], y: [3, 1, 2]}],
  layout: {title: {text: "Loss"}, template: {layout: {font: {color: "#7a7a7a"}}}}
};
const output = {
  output_type: "display_data",
  data: {"application/vnd.plotly.v1+json": figure, "text/plain": "the loss of three epochs"},
  metadata: {}
};
const cell = {
  ...{cell_type: "code", id: "figure", execution_count: null},
  ...{source: "", metadata: {}, outputs: [output]}
};

const metadata = {kernelspec: {name: "convnotes", display_name: "TypeScript"}};
let lab: OpenLab;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

function write(name: string, cells: readonly object[]): void {
  const notebook = {cells, metadata, nbformat: 4, nbformat_minor: 5};
  writeFileSync(path.join(lab.rootDir, name), JSON.stringify(notebook));
}

test("a saved figure is drawn without a kernel, says its words, and is downloaded in colours for paper", async () => {
  write("figure.ipynb", [cell]);
  const page = await lab.open("lab/tree/figure.ipynb");
  const shown = page.getByRole("figure", {name: "the loss of three epochs"});
  const title = shown.locator(".gtitle").first();
  await title.waitFor();
  await expect(title.evaluate((node) => getComputedStyle(node).fill)).resolves.not.toBe(
    "rgb(122, 122, 122)"
  );
  // As high as plotly has it where nothing is said.
  expect((await shown.boundingBox())?.height).toBe(450);
  await shown.hover();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    shown.locator('[data-title="Download plot as SVG"]').click()
  ]);
  expect(download.suggestedFilename()).toBe("loss.svg");
  const svg = readFileSync(await download.path(), "utf8");
  expect(svg).toContain("rgb(255, 255, 255)");
  expect(svg).toContain("fill: rgb(122, 122, 122)");
});

test("a click on a pixel that names a picture of its figure leads to it", async () => {
  const clickable = {
    data: [{type: "heatmap", z: [[1, 2]], customdata: [["left", "right"]]}],
    layout: {height: 300, title: {text: "Left"}},
    frames: ["left", "right"].map((name) => ({name, layout: {title: {text: `Shown: ${name}`}}}))
  };
  const data = {"application/vnd.plotly.v1+json": clickable, "text/plain": "two pixels"};
  write("click.ipynb", [{...cell, outputs: [{...output, data}]}]);
  const page = await lab.open("lab/tree/click.ipynb");
  const shown = page.getByRole("figure", {name: "two pixels"});
  await shown.locator(".heatmaplayer image").first().waitFor();
  const plot = (await shown.locator(".nsewdrag").first().boundingBox())!;
  const [x, y] = [plot.x + 0.75 * plot.width, plot.y + plot.height / 2];
  await page.mouse.move(x, y);
  await shown.locator(".hovertext").first().waitFor();
  await page.mouse.click(x, y);
  await shown.getByText("Shown: right").waitFor();
});

test("on a narrow page the side panels are folded", async () => {
  const page = await lab.open("login");
  await page.setViewportSize({width: 400, height: 800});
  await page.goto(`${lab.url}lab?token=${lab.token}`);
  await page.locator(".jp-LauncherCard").first().waitFor();
  await page.locator("#jp-left-stack").waitFor({state: "hidden"});
});

test("a notebook of thousands of cells opens, and says why the page stands still", async () => {
  const raw = (i: number): object => ({
    cell_type: "raw",
    id: `c${i}`,
    source: `${i}`,
    metadata: {}
  });
  write(
    "large.ipynb",
    Array.from({length: 2000}, (_, i) => raw(i))
  );
  const page = await lab.open("lab/tree/large.ipynb");
  await page.getByText("large.ipynb has 2,000 cells: the page stands still").waitFor();
  await page.locator(".jp-Notebook .jp-RawCell").first().waitFor();
  expect(await page.locator(".jp-NotebookPanel").count()).toBe(1);
});

test("a sweep of the last time whose folder is gone is told to be gone, and not asked for again", async () => {
  const name = "convnotes-sweeps:runs/counting";
  const layout = {main: {dock: {type: "tab-area", currentIndex: 0, widgets: [name]}}};
  const stored = await lab.ask("lab/api/workspaces/swept", {
    method: "PUT",
    body: {
      metadata: {id: "swept"},
      data: {
        "layout-restorer:data": layout,
        [name]: {data: {path: "runs/counting", name: "counting"}}
      }
    }
  });
  expect(stored.status).toBe(204);
  const page = await lab.open("lab/workspaces/swept");
  const tab = page.locator(".cn-Sweep");
  await tab.getByText("This sweep is gone: there is none in runs/counting any more.").waitFor();
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().includes("/sweeps/view"))));
  // The list of sweeps, which is asked for more seldom, has been asked for several times: this one has not.
  await page.locator('.lm-TabBar-tab[data-id="convnotes-sweeps"]').click();
  for (let times = 0; times < 3; ++times) {
    await page.waitForResponse(/\/api\/convnotes\/sweeps(\?|$)/);
  }
  expect(asked).toBe(0);
  expect(await tab.isVisible()).toBe(true);
  await tab.getByRole("button", {name: "Resume", disabled: true}).waitFor();
});
