// The whole way through a lecture by keys alone: no click, and never a press that leaves the focus nowhere.
import {readdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import type {Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {parseNotebook} from "../../src/notebook/notebook.ts";
import {has, needs} from "../tools.ts";
import {cellWith, idle, openLab, type OpenLab, openPalette} from "./openLab.ts";

const notebooks = fileURLToPath(new URL("../../notebooks/", import.meta.url));
let lab: OpenLab;
let page: Page;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab({lectures: notebooks});
  page = await lab.open();
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

/** What has the focus: its role or tag, its name, and whether it can be seen that it has. */
async function focused(): Promise<{what: string; name: string; isMarked: boolean}> {
  return page.evaluate(() => {
    const node = document.activeElement as HTMLElement;
    const label = (node as HTMLInputElement).labels?.[0]?.textContent ?? "";
    const isMarked = [node, node.parentElement].some((one) => {
      if (!one) return false;
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(one);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
    const name = node.ariaLabel ?? (label || node.textContent || node.title || "");
    return {what: node.getAttribute("role") ?? node.tagName.toLowerCase(), name, isMarked};
  });
}

/** Presses Tab until something with such a name has the focus, visibly. */
async function tabTo(name: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 100; presses++) {
    const now = await focused();
    if (name.test(now.name)) return expect(now).toMatchObject({isMarked: true});
    passed.push(now.name.trim().slice(0, 30));
    await page.keyboard.press(key);
  }
  throw new Error(`tabTo: expected ${name} to take the focus, but only ${passed.join(" | ")} did`);
}

/** Runs a command of the palette. */
async function command(label: string): Promise<void> {
  const input = await openPalette(page);
  await page.keyboard.type(label);
  await page
    .locator(".lm-CommandPalette-item.lm-mod-active .lm-CommandPalette-itemLabel")
    .getByText(label, {exact: true})
    .waitFor();
  await page.keyboard.press("Enter");
  await input.waitFor({state: "hidden"});
}

const lecture = (): string =>
  readdirSync(lab.rootDir).find((name) => name.startsWith("03-") && name.endsWith(".ipynb"))!;
const statusbar = () => page.locator("#jp-main-statusbar");

test("a lecture opens from its card", async () => {
  await page.locator('.jp-LauncherCard[data-category="Lectures"]').nth(2).waitFor();
  const title = await page
    .locator('.jp-LauncherCard[data-category="Lectures"] .jp-LauncherCard-label')
    .nth(2)
    .textContent();
  expect(title).toBe("The convolution operation");
  const card = page.locator('.jp-LauncherCard[data-category="Lectures"]').nth(2);
  const isThere = (): Promise<boolean> => card.evaluate((node) => node === document.activeElement);
  for (let presses = 0; presses < 80 && !(await isThere()); presses++) {
    await page.keyboard.press("Tab");
  }
  expect(await isThere()).toBe(true);
  await page.keyboard.press("Enter");
  await page.locator(".jp-NotebookPanel .jp-CodeCell").first().waitFor();
  await idle(page);
});

test("a parameter is changed in the panel, and the lecture run with it", async () => {
  await command("Show Parameters");
  await expect.poll(async () => (await focused()).name).toBe("The colour photo");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await tabTo(/^Its height and width/);
  await page.keyboard.press("Home");
  await tabTo(/^Run with these values$/);
  await page.keyboard.press("Enter");
  const panel = page.locator(".cn-Parameters");
  await panel.getByText("Ran with these values.").waitFor({timeout: 180_000});
  // The focus is where it was, though the form was drawn anew.
  expect(await focused()).toMatchObject({what: "button", name: "Run with these values"});
  await tabTo(/^Keep in the notebook$/);
  await page.keyboard.press("Enter");
  await cellWith(page, "const photoSize = 64").first().waitFor();
  expect((await focused()).what).toBe("button");
});

test("all cells run", async () => {
  await command("Run All Cells");
  await idle(page);
  await page.locator(".cn-Plotly svg.main-svg").first().waitFor({state: "attached"});
});

test("a cell that runs is interrupted", async () => {
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await page.keyboard.press("Enter");
  const code =
    "for (let i = 0; ; i++) { console.log(`turn ${i}`); await new Promise((r) => setTimeout(r, 50)); }";
  await page.keyboard.insertText(code);
  await page.keyboard.press("ControlOrMeta+Enter");
  await cellWith(page, "turn ${i}").getByText("turn 3", {exact: false}).waitFor();
  await page.keyboard.press("i");
  await page.keyboard.press("i");
  await idle(page);
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect.poll(() => cellWith(page, "turn ${i}").count()).toBe(0);
});

test("it is saved", async () => {
  await page.keyboard.press("ControlOrMeta+S");
  await statusbar().getByText("Saving completed").waitFor();
  const text = readFileSync(path.join(lab.rootDir, lecture()), "utf8");
  expect(text).toContain("const photoSize = 64");
  const outputs = parseNotebook(text).cells.flatMap((cell) =>
    cell.cell_type === "code" ? cell.outputs : []
  );
  expect(outputs.length).toBeGreaterThan(10);
});

test("it is exported without its code, as a file that shows its figures with no network", async () => {
  await command("Export Report…");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio").first().waitFor();
  await tabTo(/^HTML/);
  await page.keyboard.press("ArrowDown");
  expect((await focused()).name).toMatch(/^PDF/);
  await page.keyboard.press("ArrowUp");
  expect((await focused()).name).toMatch(/^HTML/);
  await tabTo(/^Code of its cells$/);
  await page.keyboard.press("End");
  await tabTo(/^Export$/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Enter")
  ]);
  expect(download.suggestedFilename()).toBe(lecture().replace(".ipynb", ".html"));
  const file = path.join(lab.rootDir, "..", "report.html");
  await download.saveAs(file);

  const context = await lab.browser.newContext({offline: true});
  const report = await context.newPage();
  const asked: string[] = [];
  report.on("request", (request) => void asked.push(request.url()));
  await report.goto(pathToFileURL(file).href);
  await report.locator("svg.main-svg").first().waitFor();
  expect(await report.locator("main pre.code").count()).toBe(0);
  expect(await report.getByRole("heading", {level: 1}).textContent()).toContain("Convolution");
  expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  await context.close();
});

test("it is closed, and its kernel with it", async () => {
  await command("Close and Shut Down Notebook…");
  const confirm = page.locator(".jp-Dialog");
  const isGone = async (): Promise<boolean> => {
    if (await confirm.isVisible()) await page.keyboard.press("Enter");
    return (await page.locator(".jp-NotebookPanel").count()) === 0;
  };
  await expect.poll(isGone, {timeout: 20_000}).toBe(true);
  await expect.poll(() => lab.get<unknown[]>("api/kernels"), {timeout: 20_000}).toEqual([]);
  expect(lab.errors).toEqual([]);
});
