import {createRequire} from "node:module";
import type * as Axe from "axe-core";
import type {Page} from "playwright-core";
import {expect, onTestFinished, test} from "vitest";
import {needs} from "../tools.ts";
import {openLab, openLecture} from "./openLab.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

test("axe finds no serious fault in the launch page and in the lab's own panels", async (context) => {
  needs(context, "chromium");
  const lab = await openLab();
  onTestFinished(() => lab.close());
  const page = await lab.open();

  await page.locator('.jp-LauncherCard[data-category="Lectures"]').first().waitFor();
  expect.soft(await faults(page, ".jp-Launcher")).toEqual([]);
  await page.locator('.lm-TabBar-tab[data-id="convnotes-lectures"]').click();
  await page.locator('.cn-Lectures [data-lecture="01-edges"]').waitFor();
  expect.soft(await faults(page, ".cn-Lectures")).toEqual([]);

  await openLecture(page);
  await page.locator('.lm-TabBar-tab[data-id="convnotes-parameters"]').click();
  await page.locator(".cn-Parameters").getByRole("slider", {name: "Width of the stripe"}).waitFor();
  expect.soft(await faults(page, ".cn-Parameters")).toEqual([]);
});

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
