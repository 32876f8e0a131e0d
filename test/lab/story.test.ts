import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import type {Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {parseNotebook} from "../../src/notebook/notebook.ts";
import {has, needs} from "../tools.ts";
import {cellWith, idle, menu, openLab, openLecture, type OpenLab} from "./openLab.ts";

// One reader's way through the lab; each test goes on where the one before ended.
let lab: OpenLab;
let page: Page;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  page = await lab.open();
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

const slow = "setTimeout(resolve, 100)";
const file = (): string => path.join(lab.rootDir, "01-edges.ipynb");

test("the launcher has the lectures first", async () => {
  const sections = page.locator(".jp-Launcher-sectionTitle");
  await sections.first().waitFor();
  expect(await sections.first().textContent()).toBe("Lectures");
  const card = page.locator('.jp-LauncherCard[data-category="Lectures"]');
  expect(await card.locator(".jp-LauncherCard-label").allTextContents()).toEqual(["Edges"]);
});

test("a lecture opens as the reader's own copy, and its cells run", async () => {
  await openLecture(page);
  expect(await page.locator(".lm-TabBar-tab.jp-mod-current").last().textContent()).toContain(
    "01-edges.ipynb"
  );
  await menu(page, "Run", "Run All Cells");
  await cellWith(page, "findIndex").getByText("edge at column 3 of bright").waitFor();
  await cellWith(page, "plot.heatmap").locator(".cn-Plotly svg.main-svg").first().waitFor();
});

test("a cell that runs is interrupted, and the kernel goes on", async () => {
  await cellWith(page, slow).getByText("step 3", {exact: false}).waitFor();
  await menu(page, "Kernel", "Interrupt Kernel");
  await idle(page);
  const output = await cellWith(page, slow).locator(".jp-Cell-outputArea").textContent();
  expect(output).toContain("step 3");
  expect(output).not.toContain("step 200");
});

test("the panel runs other values, without a change to the code", async () => {
  await page.locator('.lm-TabBar-tab[data-id="convnotes-parameters"]').click();
  const panel = page.locator(".cn-Parameters");
  const slider = panel.getByRole("slider", {name: "Width of the stripe"});
  await slider.focus();
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  await panel.getByRole("combobox", {name: "What the stripe is"}).selectOption({label: "dark"});
  await panel.getByRole("button", {name: "Run with these values"}).click();
  await cellWith(page, "findIndex").getByText("edge at column 5 of dark").waitFor();
  await cellWith(page, slow).getByText("step 2", {exact: false}).waitFor();
  await menu(page, "Kernel", "Interrupt Kernel");
  const said = panel.getByText("Stopped at a cell with an error.");
  await said.waitFor();
  // The run is recorded as `convnotes run` does it, with what there was when it was stopped.
  const [, place] = / The record is in (\S+)$/.exec((await said.textContent())!)!;
  const folder = path.join(lab.rootDir, place);
  const record = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8")) as object;
  expect(record).toMatchObject({
    status: "interrupted",
    parameters: {width: 6, kind: "dark"},
    changed: ["width", "kind"],
    kernel: "convnotes",
    versions: {node: process.versions.node, "convnotes kernel": expect.any(String) as unknown},
    input_path: "01-edges.ipynb"
  });
  const ran = readFileSync(path.join(folder, `${path.parse(place).dir.split("/").at(-1)}.ipynb`), "utf8"); // prettier-ignore
  expect(ran).toContain("edge at column 5 of dark");
  expect(parseNotebook(ran).cells.map(({id}) => id)).toContain("injected-parameters");
  expect(await cellWith(page, "@param").locator(".cm-content").textContent()).toContain(
    "const width = 4;"
  );
});

test("what was tried can be kept in the notebook", async () => {
  await page.getByRole("button", {name: "Keep in the notebook"}).click();
  const code = cellWith(page, "@param").locator(".cm-content");
  await code.getByText("const width = 6;", {exact: false}).waitFor();
  expect(await code.textContent()).toContain('const kind = "dark";');
});

test("it is saved, and all is there after a reload", async () => {
  await menu(page, "File", "Save Notebook");
  await page.locator("#jp-main-statusbar").getByText("Saving completed").waitFor();
  const {cells} = parseNotebook(readFileSync(file(), "utf8"));
  expect(cells.find(({source}) => String(source).includes("@param"))?.source).toContain(
    "const width = 6;"
  );
  await page.reload();
  await cellWith(page, "findIndex").getByText("edge at column 5 of dark").waitFor();
  await cellWith(page, "plot.heatmap").locator(".cn-Plotly svg.main-svg").first().waitFor();
  expect(await cellWith(page, slow).locator(".jp-Cell-outputArea").textContent()).toContain(
    "step 2"
  );
});

/** Another hand that adds a cell to the file, just before a save is written or just after it. */
async function meddle(when: "before" | "after", words: string): Promise<void> {
  let isDone = false;
  await page.route("**/api/contents/01-edges.ipynb*", async (route) => {
    if (isDone || route.request().method() !== "PUT") return route.fallback();
    isDone = true;
    const answer = when === "after" ? await route.fetch() : undefined;
    const notebook = JSON.parse(readFileSync(file(), "utf8")) as {cells: object[]};
    notebook.cells.push({cell_type: "markdown", id: words, metadata: {}, source: words});
    writeFileSync(file(), JSON.stringify(notebook));
    return answer ? route.fulfill({response: answer}) : route.continue();
  });
}

async function writeAndSave(comment: string): Promise<void> {
  await cellWith(page, "plot.heatmap").locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(` // ${comment}`);
  await page.keyboard.press("ControlOrMeta+S");
}

const onDisk = (): string => readFileSync(file(), "utf8");
const asked = () => page.getByRole("dialog").filter({hasText: "has changed on disk"});

test("what another writes between the look at the file and the save is not lost: the reader is asked", async () => {
  await meddle("before", "theirs-1");
  await writeAndSave("mine 1");
  await asked().waitFor();
  expect(onDisk()).toContain("theirs-1");
  expect(onDisk()).not.toContain("mine 1");
  await asked().getByRole("button", {name: "Revert"}).click();
  await page.locator(".jp-MarkdownCell", {hasText: "theirs-1"}).waitFor();
  expect(await cellWith(page, "mine 1").count()).toBe(0);
  expect(onDisk()).not.toContain("mine 1");
});

test("and what another writes between the save and the look after it", async () => {
  await meddle("after", "theirs-2");
  await writeAndSave("mine 2");
  await expect.poll(onDisk, {timeout: 30_000}).toContain("theirs-2");
  await page.locator(".lm-TabBar-tab.jp-mod-dirty").waitFor({state: "detached"});
  await writeAndSave("mine 3");
  await asked().waitFor();
  expect(onDisk()).not.toContain("mine 3");
  await asked().getByRole("button", {name: "Overwrite"}).click();
  await expect.poll(onDisk, {timeout: 30_000}).toContain("mine 3");
  expect(onDisk()).not.toContain("theirs-2");
});

test("the dark theme takes the figures along", async () => {
  const letters = cellWith(page, "plot.heatmap").locator(".cn-Plotly .gtitle").first();
  const before = await letters.evaluate((node) => getComputedStyle(node).fill);
  await menu(page, "Settings", "Theme", "JupyterLab Dark");
  await expect
    .poll(() => letters.evaluate((node) => getComputedStyle(node).fill), {timeout: 30_000})
    .not.toBe(before);
});

test("the lectures panel shows how far the reader is, makes copies and resets", async () => {
  await page.locator('.lm-TabBar-tab[data-id="convnotes-lectures"]').click();
  const lecture = page.locator('.cn-Lectures [data-lecture="01-edges"]');
  await lecture.getByText("4 of 5 cells run").waitFor();
  await lecture.getByRole("button", {name: "Reset"}).click();
  await page.getByRole("dialog").getByRole("button", {name: "Reset"}).click();
  await cellWith(page, "@param").getByText("const width = 4;", {exact: false}).waitFor();
  const kept = parseNotebook(readFileSync(path.join(lab.rootDir, "01-edges-Copy1.ipynb"), "utf8"));
  expect(JSON.stringify(kept.cells)).toContain("const width = 6;");
  await lecture.getByRole("button", {name: "Fresh copy"}).click();
  await page.locator(".lm-TabBar-tab").getByText("01-edges-Copy2.ipynb").waitFor();
});

test("nothing in all this was an error in the browser's console, but the save that was refused", () => {
  expect(lab.errors).toEqual([expect.stringContaining("412 (Precondition Failed)")]);
});
