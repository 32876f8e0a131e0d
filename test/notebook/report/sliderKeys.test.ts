/// <reference lib="dom" />
// The sliders of a report's figures under a keyboard.
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, test} from "vitest";
import {htmlReport} from "../../../src/notebook/report/htmlReport.ts";
import {needs} from "../../tools.ts";
import {code, notebookOf, plotBundle} from "./fixture.ts";
import {drawAll, launch, openReport} from "./openReport.ts";

test("sliders are reached and moved by keys, and say where they stand", async (context) => {
  needs(context, "chromium");
  const folder = await mkdtemp(path.join(tmpdir(), "convnotes-keys-"));
  const browser = await launch();
  try {
    // Sliders of both kinds: one that goes from frame to frame, one that changes the figure itself.
    const figures = ["convolutionSteps", "beforeAfter"].map((name) =>
      code("figure", [plotBundle(name)])
    );
    const html = await htmlReport(notebookOf(...figures), {name: "keys"});
    const {page} = await openReport(browser, html, {file: path.join(folder, "keys.html")});
    await drawAll(page);
    const sliders = page.getByRole("slider");
    expect(await sliders.count()).toBe(2);

    const [steps, cut] = [sliders.nth(0), sliders.nth(1)];
    const words = (): Promise<string> =>
      page.locator(".plot").first().locator(".scatterlayer text").allTextContents().then(String);
    expect(await words()).toContain("sum of products −2");
    await steps.focus();
    await page.keyboard.press("End");
    await expect.poll(() => steps.getAttribute("aria-valuetext")).toBe("4, 4");
    await expect.poll(words).toContain("sum of products 2");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => steps.getAttribute("aria-valuetext")).toBe("4, 3");

    const line = async (): Promise<number> =>
      (await page.locator(".plot").nth(1).locator(".shapelayer path").first().boundingBox())!.x;
    const before = await line();
    expect(await cut.getAttribute("aria-label")).toBe("landscape");
    expect(await cut.getAttribute("aria-valuetext")).toBe("50 %");
    await cut.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => cut.getAttribute("aria-valuetext")).toBe("55 %");
    // The focus stays, so that one can go on.
    await page.keyboard.press("PageUp");
    await expect.poll(() => cut.getAttribute("aria-valuetext")).toBe("75 %");
    expect(await line()).toBeGreaterThan(before);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => cut.getAttribute("aria-valuenow")).toBe("0");
  } finally {
    await browser.close();
    await rm(folder, {recursive: true, force: true});
  }
});
