import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {parseNotebook, serializeNotebook} from "../../../src/notebook/notebook.ts";
import {htmlReport} from "../../../src/notebook/report/htmlReport.ts";
import {needs} from "../../tools.ts";
import {code, everything, markdown, notebookOf, plotBundle, stream} from "./fixture.ts";
import {
  drawAll,
  launch,
  openReport,
  type OpenOptions,
  type OpenReport,
  troublesOf
} from "./openReport.ts";

test("the same notebook gives the same bytes, without a date that is not the run's", async () => {
  const first = await htmlReport(everything(), {name: "everything"});
  expect(await htmlReport(everything(), {name: "everything"})).toBe(first);
  expect(first).not.toContain(String(new Date().getFullYear()) + "-");
});

test("a report without large outputs stays far below 6 MB, with plotly, fonts and notebook in it", async () => {
  const html = await htmlReport(everything());
  expect(html.length).toBeLessThan(2_000_000);
  expect(html).toContain('id="plotly"');
  expect(html).toContain("data:font/woff2");
});

test("plotly and fonts are left out where nothing needs them", async () => {
  const html = await htmlReport(
    notebookOf(markdown("# Words only"), code("1 + 1", [stream("2\n")]))
  );
  expect(html).not.toContain('id="plotly"');
  expect(html).not.toContain("@font-face");
  expect(html.length).toBeLessThan(40_000);
});

test("lines of words are broken where the page ends, lines in columns are not, a claim is a box of its own", async () => {
  const html = await htmlReport(
    notebookOf(
      code("a", [stream("engine: native; the fastest that works here\n")]),
      code("b", [stream("layer   parameters\nconv    156\n")]),
      code("c", [stream("✓ 3.3 a 3×3 kernel turns 28×28 into 26×26\n– 3.4 not checked\n")])
    )
  );
  expect(html).toContain('<pre class="stdout words scroll" tabindex="0">engine: native');
  expect(html).toContain('<pre class="stdout scroll" tabindex="0">layer   parameters\nconv');
  expect(html.match(/<span class="claim">/g)).toHaveLength(2);
  expect(html).toContain('26×26</span><span class="claim">– 3.4');
});

test("code is shown, folded or left out, and a hidden source is folded in any case", async () => {
  const notebook = notebookOf(
    code("const visible = 1;", [stream("out\n")]),
    code("const hidden = 2;", [], {jupyter: {source_hidden: true}}),
    code("const solved = 3;", [stream("solved\n")], {tags: ["solution"]})
  );
  const shown = await htmlReport(notebook);
  expect(shown.match(/<details class="fold code">/g)).toHaveLength(1);
  expect(shown).toMatch(/<details class="fold solution"><summary>Solution<\/summary>.*solved/s);
  const folded = await htmlReport(notebook, {code: "fold"});
  expect(folded.match(/<details class="fold code">/g)).toHaveLength(2);
  const main = (html: string): string => html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  const without = main(await htmlReport(notebook, {code: "hide"}));
  expect(without).not.toContain("visible");
  expect(without).toContain("out");
});

test("a run's parameters, seed, engine, versions and time are told as the run wrote them down", async () => {
  const notebook = everything();
  notebook.metadata.papermill = {start_time: "2026-11-22T19:43:02.123Z", duration: 41.4};
  notebook.metadata.convnotes = {
    run: {
      status: "completed",
      seed: 1,
      quick: false,
      parameters: {epochs: 5, seed: 1},
      changed: ["epochs"],
      versions: {node: "20.20.2", "tfjs-core": "4.22.0"},
      kernel: "convnotes",
      engine: {engine: "native", threads: 2, with: "ONNX Runtime"},
      source_sha256: "ab".repeat(32)
    }
  };
  const html = await htmlReport(notebook);
  expect(html).toContain("Run on 22 November 2026 in 41 s, with epochs = 5");
  expect(html).toContain("epochs = 5 (the author's: 3): passes over the data");
  expect(html).toContain("native, 2 threads (ONNX Runtime)");
  expect(html).toContain("node 20.20.2, tfjs-core 4.22.0");
  expect(html).toContain(`sha256:${"ab".repeat(32)}`);
});

describe("in a browser that has no network", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "convnotes-report-test-"));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, {recursive: true, force: true});
  });

  async function open(html: string, options: OpenOptions = {}): Promise<OpenReport> {
    browser ??= await launch();
    return openReport(browser, html, {...options, file: path.join(folder, "report.html")});
  }

  for (const [width, colorScheme] of [
    [1280, "light"],
    [400, "dark"]
  ] as const) {
    test(`everything is drawn and nothing overflows, ${width} wide, ${colorScheme}`, async (context) => {
      needs(context, "chromium");
      const {page, said, asked} = await open(await htmlReport(everything()), {width, colorScheme});
      await drawAll(page);
      expect(await page.locator("figure.plotly .main-svg").count()).toBeGreaterThanOrEqual(3);
      expect(await page.locator(".undrawn").count()).toBe(0);
      expect(await page.locator(".katex-html").count()).toBeGreaterThan(3);
      expect(await page.evaluate("document.fonts.check('16px KaTeX_Main')")).toBe(true);
      expect(await troublesOf(page)).toEqual([]);
      const dark = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(dark).toBe(colorScheme === "dark" ? "rgb(20, 23, 26)" : "rgb(255, 255, 255)");
      const buttons = await page
        .locator(".modebar-btn")
        .evaluateAll((all) => all.map((button) => button.getAttribute("data-title")));
      expect(buttons).toContain("Download plot as a PNG");
      expect(buttons.filter((title) => /share|cloud/i.test(title ?? ""))).toEqual([]);
      expect(said).toEqual([]);
      expect(asked).toEqual([]);
      await page.context().close();
    });
  }

  test("figures are drawn when the reader comes near, and their sliders work", async (context) => {
    needs(context, "chromium");
    const far = Array.from({length: 60}, (_, i) => `Paragraph ${i}.\n\nOne more.`).join("\n\n");
    const notebook = notebookOf(
      code("steps", [plotBundle("convolutionSteps")]),
      markdown(far),
      code("curves", [plotBundle("lossCurves")])
    );
    const {page} = await open(await htmlReport(notebook));
    await page.locator("#figure-1 .slider-container").first().waitFor();
    expect(await page.locator("#figure-2 .main-svg").count()).toBe(0);
    const before = await page.locator("#figure-1").textContent();
    expect(before).toContain("output row, column: 0, 0");
    await page
      .locator("#figure-1 .slider-rail-touch-rect")
      .first()
      .click({position: {x: 300, y: 10}});
    await expect
      .poll(() => page.locator("#figure-1").textContent())
      .not.toContain("output row, column: 0, 0");
    await page.locator("#figure-2").scrollIntoViewIfNeeded();
    await page.locator("#figure-2 .main-svg").first().waitFor();
    await page.context().close();
  });

  test("a click on a pixel that names a picture of its figure leads to it", async (context) => {
    needs(context, "chromium");
    const {page} = await open(
      await htmlReport(notebookOf(code("look", [plotBundle("microscope")])))
    );
    await drawAll(page);
    const text = (): Promise<string | null> => page.locator("#figure-1").textContent();
    expect(await text()).not.toContain("column in conv2d: 20");
    const [x, y] = await page.locator("#figure-1 .plot").evaluate((plot) => {
      type Axis = {_offset: number; c2p(value: number): number};
      const {xaxis2, yaxis2} = (plot as unknown as {_fullLayout: Record<string, Axis>})._fullLayout;
      const {left, top} = plot.getBoundingClientRect();
      return [left + xaxis2._offset + xaxis2.c2p(20), top + yaxis2._offset + yaxis2.c2p(12)];
    });
    await page.mouse.move(x, y);
    await page.locator("#figure-1 .hovertext").first().waitFor();
    await page.mouse.click(x, y);
    await expect.poll(text).toContain("row in conv2d: 12");
    expect(await text()).toContain("column in conv2d: 20");
    await page.context().close();
  });

  test("a narrow page gets a lower figure, whose slider works; a wider one the old height back", async (context) => {
    needs(context, "chromium");
    const notebook = notebookOf(code("maps", [plotBundle("convolutionSteps")]));
    const {page} = await open(await htmlReport(notebook), {width: 400});
    await drawAll(page);
    const height = (): Promise<number> =>
      page.locator("#figure-1 .plot").evaluate((plot) => plot.getBoundingClientRect().height);
    const narrow = await height();
    const slider = page.locator("#figure-1 .slider-rail-touch-rect").first();
    await slider.click({position: {x: 150, y: 10}});
    await expect
      .poll(() => page.locator("#figure-1").textContent())
      .not.toContain("output row, column: 0, 0");
    expect(await height()).toBe(narrow);
    expect(await troublesOf(page)).toEqual([]);
    await page.setViewportSize({width: 1280, height: 900});
    await expect.poll(height).toBeGreaterThan(narrow + 100);
    await page.context().close();
  });

  test("letters of figures stand out from the page, light and dark, by the contrast that WCAG asks for", async (context) => {
    needs(context, "chromium");
    const {page} = await open(await htmlReport(notebookOf(code("f", [plotBundle("lossCurves")]))));
    await drawAll(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({colorScheme});
      const colors = await page.locator("#figure-1 svg text").evaluateAll((texts) => {
        const paper = getComputedStyle(document.body).backgroundColor;
        return texts.map((text) => [getComputedStyle(text).fill, paper] as const);
      });
      expect(colors.length).toBeGreaterThan(10);
      for (const [ink, paper] of colors) expect(contrast(ink, paper)).toBeGreaterThan(4.5);
    }
    await page.context().close();
  });

  test("the table of contents leads to the sections, and the theme can be chosen", async (context) => {
    needs(context, "chromium");
    const {page} = await open(await htmlReport(everything()));
    const links = await page.locator(".contents a").allTextContents();
    expect(links).toContain("What went wrong");
    await page.locator(".contents a", {hasText: "What went wrong"}).click();
    expect(await page.evaluate("location.hash")).toBe("#what-went-wrong");
    const top = await page
      .locator("#what-went-wrong")
      .evaluate((node) => node.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(40);
    expect(top).toBeLessThan(900);
    const targets = await page
      .locator(".contents a")
      .evaluateAll((all) =>
        all.filter((link) => !document.getElementById((link as HTMLAnchorElement).hash.slice(1)))
      );
    expect(targets).toEqual([]);
    const theme = page.locator('[data-tool="theme"]');
    await theme.click();
    await theme.click();
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(20, 23, 26)"
    );
    await page.context().close();
  });

  test("a figure's data are a table and a CSV file with every value", async (context) => {
    needs(context, "chromium");
    const {page} = await open(await htmlReport(notebookOf(code("f", [plotBundle("lossCurves")]))));
    await page.locator("#figure-1 .data summary").click();
    // The table is made when it is opened, of which the browser tells a moment later.
    await expect.poll(() => page.locator("#figure-1 .data tbody tr").count()).toBe(20);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("#figure-1 .data button").click()
    ]);
    expect(download.suggestedFilename()).toBe("figure-1.csv");
    const file = path.join(folder, "figure.csv");
    await download.saveAs(file);
    const [header, ...rows] = (await readFile(file, "utf8")).trim().split("\r\n");
    expect(header).toMatch(/^trace,x,y/);
    expect(rows.filter((row) => row.startsWith("training,")).length).toBe(40);
    expect(rows[0]).toMatch(/^training,1,0\.9/);
    await page.context().close();
  });

  test("the notebook can be saved from the report as it was, figures and all", async (context) => {
    needs(context, "chromium");
    const notebook = parseNotebook(serializeNotebook(everything()));
    const {page} = await open(await htmlReport(notebook, {name: "everything"}));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('[data-tool="notebook"]').click()
    ]);
    expect(download.suggestedFilename()).toBe("everything.ipynb");
    const file = path.join(folder, "saved.ipynb");
    await download.saveAs(file);
    expect(await readFile(file, "utf8")).toBe(serializeNotebook(notebook));
    await page.context().close();
  });

  test("no attack in the notebook runs or loads anything", async (context) => {
    needs(context, "chromium");
    const attack =
      `<img src=x onerror="document.title='hit'"><img src="http://127.0.0.1:9/i.png"><svg onload="document.title='hit'"></svg>` +
      `<style>body{background:url(http://127.0.0.1:9/s)}</style><iframe src="http://127.0.0.1:9/"></iframe>` +
      `<script>document.title='hit'</script><a id="evil" href="javascript:document.title='hit'">x</a>` +
      `<div style="position:fixed;inset:0;background:url(http://127.0.0.1:9/d)">y</div>`;
    const notebook = notebookOf(
      markdown(`# Title\n\n${attack}\n\n[z](javascript:document.title='hit')`),
      code("x", [
        {"text/html": attack, "text/plain": "words"},
        {
          "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='hit'"><script>document.title='hit'</script></svg>`
        },
        stream("</script><script>document.title='hit'</script>\n"),
        {
          "application/vnd.plotly.v1+json": {
            data: [
              {
                type: "scatter",
                x: [1],
                y: [1],
                text: ["</script><script>document.title='hit'</script>"]
              }
            ],
            layout: {
              title: {
                text: `<a href="javascript:document.title='hit'">t</a></script><img src=x onerror="document.title='hit'">`
              }
            }
          },
          "text/plain": `"><img src=x onerror="document.title='hit'">`
        }
      ])
    );
    const {page, asked} = await open(await htmlReport(notebook));
    await drawAll(page);
    await page.evaluate(
      "document.querySelectorAll('main a:not([href^=http])').forEach((link) => link.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})))"
    );
    expect(await page.title()).toBe("Title");
    expect(asked).toEqual([]);
    expect(await page.locator("iframe, main script, main style, [onerror], [onload]").count()).toBe(
      0
    );
    await page.context().close();
  });

  test("on paper solutions are open, tools are gone, and nothing is wider than the page", async (context) => {
    needs(context, "chromium");
    const {page} = await open(await htmlReport(everything()), {width: 700});
    await page.emulateMedia({media: "print"});
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await drawAll(page);
    expect(await page.locator(".fold.solution[open]").count()).toBe(1);
    expect(await page.locator(".bar").isVisible()).toBe(false);
    expect(await page.locator(".contents").isVisible()).toBe(false);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(700);
    await page.context().close();
  });
});

/** Contrast of two colours `rgb(r, g, b)`, as WCAG defines it: 1 to 21. */
function contrast(...colors: [string, string]): number {
  const [dark = 0, light = 0] = colors
    .map((color) => {
      const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? [])
        .map((value) => Number(value) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
