import {createRequire} from "node:module";
import path from "node:path";
import type * as Axe from "axe-core";
import type {Page} from "playwright-core";
import {expect, onTestFinished, test} from "vitest";
import {Started} from "../cli/convnotes.ts";
import {sweepProcess} from "../sweep/killed.ts";
import {needs} from "../tools.ts";
import {openLab} from "./openLab.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

test("a sweep that runs elsewhere is opened, grows, shows a trial, is stopped and gone on with", async (context) => {
  needs(context, "chromium");
  const lab = await openLab();
  onTestFinished(() => lab.close());
  const page = await lab.open();
  page.setDefaultTimeout(30_000);
  await page.locator('.lm-TabBar-tab[data-id="convnotes-sweeps"]').click();
  const panel = page.locator(".cn-Sweeps");
  await panel.getByText("There are no sweeps below this folder yet.").waitFor();
  const folder = path.join(lab.rootDir, "runs/counting");
  await sweepProcess(
    {
      name: "counting",
      space: {x: {type: "integer", min: 1, max: 400}, kind: ["a", "b"]},
      objective: {module: "test/input/sweep/moods.js", export: "counts"},
      data: {pause: 100},
      ...{trials: 300, jobs: 1, sampler: "random", folder}
    },
    async () => {
      await panel.getByRole("button", {name: /^Open sweep counting: running/}).click();
      const tab = page.locator(".cn-Sweep");
      const rows = tab.locator("tbody tr");
      await rows.nth(1).waitFor();
      // More of them, without a reload.
      const count = await rows.count();
      await rows.nth(count + 2).waitFor();
      await tab.locator('[data-figure="importance"] .barlayer path').first().waitFor();
      expect(await tab.locator(".cn-Sweep-figure svg.main-svg").count()).toBeGreaterThanOrEqual(6);
      expect.soft(await faults(page, ".cn-Sweeps")).toEqual([]);

      // By keys alone: open a trial, read it, close it, and be where one was.
      const first = tab.getByRole("button", {name: "Open trial 0", exact: true});
      await first.focus();
      await first.press("Enter");
      const pane = tab.getByRole("dialog", {name: "Trial 0"});
      await pane.getByText("complete").waitFor();
      await pane.locator("svg.main-svg").first().waitFor();
      await pane.getByText("No filters").waitFor();
      expect.soft(await faults(page, ".cn-Sweep")).toEqual([]);
      await page.keyboard.press("Escape");
      await pane.waitFor({state: "hidden"});
      expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
        "Open trial 0"
      );
      // By a point of a figure.
      await tab.locator('[data-figure="history"]').scrollIntoViewIfNeeded(); // points are drawn anew meanwhile
      const point = tab.locator('[data-figure="history"] .scatterlayer .point').first();
      const {x, y, width, height} = (await point.boundingBox())!;
      await page.mouse.move(x + width / 2, y + height / 2);
      await tab.locator('[data-figure="history"] .hoverlayer .hovertext').first().waitFor();
      await page.mouse.click(x + width / 2, y + height / 2);
      await tab.getByRole("dialog", {name: "Trial 0"}).waitFor();
      await page.keyboard.press("Escape");

      await tab.getByRole("button", {name: "Stop"}).click();
      await tab.locator(".cn-Sweep-status").getByText("stopped").waitFor();
    }
  );
  const tab = page.locator(".cn-Sweep");
  await panel.getByText(/^stopped/).waitFor();
  const before = await tab.locator("tbody tr").count();
  expect(before).toBeLessThan(300);
  await tab.getByRole("button", {name: "Resume"}).click();
  await tab.locator(".cn-Sweep-status").getByText("running").waitFor();
  await tab
    .locator("tbody tr")
    .nth(before + 1)
    .waitFor();
  await tab.getByRole("button", {name: "Stop"}).click();
  await tab.locator(".cn-Sweep-status").getByText("stopped").waitFor();
  expect(lab.errors).toEqual([]);
}, 150_000);

test("a sweep of the command line is opened, shows a trial's filters, is stopped and gone on with", async (context) => {
  needs(context, "chromium");
  const lab = await openLab();
  onTestFinished(() => lab.close());
  const page = await lab.open();
  page.setDefaultTimeout(30_000);
  await page.locator('.lm-TabBar-tab[data-id="convnotes-sweeps"]').click();
  const notebook = path.resolve("test/input/sweep/stripes.md");
  const options = ["-p", "filters", "-p", "pause=300", "--sampler", "random", "-n", "4", "-j", "1"];
  const command = new Started(["sweep", notebook, ...options], {cwd: lab.rootDir});
  onTestFinished(() => command.signal("SIGKILL"));
  const opened = page.getByRole("button", {name: /^Open sweep stripes: running/});
  await opened.click();
  const tab = page.locator(".cn-Sweep");
  // The second trial is at work: the first is whole.
  const second = tab.getByRole("button", {name: "Open trial 1", exact: true});
  await second.waitFor();
  await tab.getByRole("button", {name: "Stop"}).click();
  await tab.locator(".cn-Sweep-status").getByText("stopped").waitFor();
  const {code, stderr} = await command.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("convnotes sweep: stopped; convnotes sweep --resume");

  await tab.getByRole("button", {name: "Open trial 0", exact: true}).click();
  const pane = tab.getByRole("dialog", {name: "Trial 0"});
  await pane.locator("svg.main-svg").getByText("How trial 0 went").waitFor();
  await pane.locator("svg.main-svg").getByText("Filters of the first layer, trial 0").waitFor();
  await page.keyboard.press("Escape");

  await tab.getByRole("button", {name: "Resume"}).click();
  await tab.locator(".cn-Sweep-status").getByText("complete").waitFor({timeout: 60_000});
  await tab.getByText("4 of 4 trials", {exact: true}).waitFor();
  const states = await tab.locator("tbody tr").allInnerTexts();
  expect(states.filter((text) => text.includes("complete"))).toHaveLength(4);
  expect(lab.errors).toEqual([]);
}, 150_000);

/** The faults that keep somebody out: axe's "serious" and "critical", and where they are. */
async function faults(page: Page, within: string): Promise<string[]> {
  await page.addScriptTag({path: axe});
  const {violations, passes} = await page.evaluate(
    (selector) => (window as unknown as {axe: typeof Axe}).axe.run(selector),
    within
  );
  expect(passes).not.toEqual([]);
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`));
}
