import {readdirSync, readFileSync} from "node:fs";
import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import {fileURLToPath} from "node:url";
import type {Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {parseFormat} from "../../src/notebook/formats.ts";
import type {Notebook} from "../../src/notebook/notebook.ts";
import type {RunMetadata} from "../../src/notebook/run/metadata.ts";
import {parseParameters, quickValues} from "../../src/notebook/parameters.ts";
import {has, needs} from "../tools.ts";
import {openLab, type OpenLab} from "./openLab.ts";

// Every lecture in the lab, as a reader opens it, with the values of a quick run set in the panel.
const notebooks = fileURLToPath(new URL("../../notebooks/", import.meta.url));
const names = readdirSync(notebooks).filter((name) => /^\d\d-.+\.md$/.test(name));
let lab: OpenLab;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab({lectures: notebooks});
  return () => lab.close();
});

beforeEach((context) => needs(context, "chromium"));

/** Runs the notebook in front with the quick values of its parameters, by the form. */
async function runQuickly(page: Page, quick: Readonly<Record<string, unknown>>): Promise<void> {
  await page.locator('.lm-TabBar-tab[data-id="convnotes-parameters"]').click();
  for (const [name, value] of Object.entries(quick)) {
    const field = page.locator(`#cn-parameter-${name}`);
    const kind = await field.evaluate((node) => (node as HTMLInputElement).type);
    if (kind === "select-one") await field.selectOption({label: String(value)});
    else if (kind === "checkbox") await field.setChecked(value === true);
    else await field.fill(String(value));
  }
  await page.getByRole("button", {name: "Run with these values"}).click();
  await page
    .locator(".cn-Parameters-status")
    .getByText(/Ran with|Stopped|Not run/)
    .waitFor({timeout: 300_000});
}

/** That the run has left what `convnotes run` leaves. */
async function expectRecord(folder: string, {cells}: Notebook): Promise<void> {
  const record = JSON.parse(await readFile(path.join(folder, "run.json"), "utf8")) as RunMetadata;
  expect(record.status).toBe("completed");
  const code = cells.map(({source}) => [source].flat().join("")).join("\n");
  if (code.includes("useEngine") || /await fit\(/.test(code)) {
    expect(record.engine?.threads).toBeGreaterThanOrEqual(1);
  }
  if (!/await fit\(/.test(code)) return;
  const numbers = (await readFile(path.join(folder, "metrics.jsonl"), "utf8")).trim().split("\n");
  expect(JSON.parse(numbers[0])).toMatchObject({epoch: 0, loss: expect.any(Number) as unknown});
  expect(await readdir(path.join(folder, "checkpoints"))).not.toEqual([]);
}

test.each(names)("%s runs in the lab, with the values of its form", async (name) => {
  const notebook = parseFormat(readFileSync(path.join(notebooks, name), "utf8"), "md", {name});
  const cell = notebook.cells.find(({metadata}) => metadata.tags?.includes("parameters"));
  // A workspace of its own: another's tabs and panels are not in it.
  const page = await lab.open(`lab/workspaces/${name.slice(0, 2)}`);
  try {
    await page.locator('.lm-TabBar-tab[data-id="convnotes-lectures"]').click();
    const lecture = page.locator(`.cn-Lectures [data-lecture="${name.replace(/\.md$/, "")}"]`);
    await lecture.getByRole("button", {name: "Open"}).click();
    await page
      .locator(".lm-TabBar-tab.jp-mod-current", {hasText: name.replace("md", "ipynb")})
      .waitFor();
    await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").first().waitFor();
    await runQuickly(page, quickValues(parseParameters([cell?.source].flat().join(""))));
    const kernels = await lab.get<{id: string}[]>("api/kernels");
    const outputs = await Promise.all(
      kernels.map(({id}) => lab.get<object>(`api/convnotes/executions?kernel_id=${id}`))
    );
    // What went wrong may be in a cell that is not drawn.
    const errors = JSON.stringify(outputs).match(/"evalue":"[^"]*"/g) ?? [];
    const said = (await page.locator(".cn-Parameters-status").textContent())!;
    const [told, place = ""] = said.split(" The record is in ");
    expect([told, ...errors]).toEqual(["Ran with these values."]);
    await expectRecord(path.join(lab.rootDir, place), notebook);
    // The notebook draws what is on the screen, and the rest as one scrolls.
    await expect
      .poll(
        async () => {
          await page
            .locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
            .hover();
          await page.mouse.wheel(0, 600);
          return page
            .locator(".jp-NotebookPanel:not(.lm-mod-hidden) .cn-Plotly svg.main-svg")
            .count();
        },
        {timeout: 60_000}
      )
      .toBeGreaterThan(0);
    expect(
      await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .cn-Plotly.cn-mod-error").count()
    ).toBe(0);
  } finally {
    await page.close();
  }
  expect(lab.errors).toEqual([]);
});
