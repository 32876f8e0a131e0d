import {writeFileSync} from "node:fs";
import path from "node:path";
import type {Page} from "playwright-core";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {has, needs} from "../tools.ts";
import {cellWith, idle, menu, openLab, type OpenLab} from "./openLab.ts";

let lab: OpenLab;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  return () => lab.close();
}, 120_000);

beforeEach((context) => needs(context, "chromium"));

/** Waits for a file before each step, so that the test says how far the cell is. */
const gated = `
import {existsSync} from "node:fs";
const reached = async (step) => { while (!existsSync("go" + step)) await new Promise((r) => setTimeout(r, 20)); };
const figure = (y) => ({"application/vnd.plotly.v1+json": {data: [{y, type: "scatter"}], layout: {title: {text: "loss of " + y.length}}}, "text/plain": "loss"});
const host = globalThis[Symbol.for("convnotes.host")];
host.display(figure([3]), "live");
console.log("begun");
await reached(1);
host.update(figure([3, 2]), "live");
console.log("first");
await reached(2);
host.update(figure([3, 2, 1]), "live");
console.log("second");
await reached(3);
console.log("third");
"done"
`.trim();

function notebook(name: string): string {
  const cell = {id: "train", cell_type: "code", metadata: {}, source: gated};
  writeFileSync(
    path.join(lab.rootDir, name),
    JSON.stringify({
      cells: [{...cell, outputs: [], execution_count: null}],
      metadata: {
        kernelspec: {name: "convnotes", display_name: "TypeScript", language: "typescript"}
      },
      nbformat: 4,
      nbformat_minor: 5
    })
  );
  return name;
}

const go = (step: number): void => writeFileSync(path.join(lab.rootDir, `go${step}`), "");
const output = (page: Page): ReturnType<Page["locator"]> =>
  cellWith(page, "reached").locator(".jp-Cell-outputArea");

test("a tab that was closed in the middle of a cell finds all of it when it is opened again", async () => {
  const name = notebook("away.ipynb");
  const first = await lab.open(`lab/tree/${name}`);
  await cellWith(first, "reached").waitFor();
  await idle(first);
  await menu(first, "Run", "Run All Cells");
  await output(first).getByText("begun").waitFor();
  await output(first).getByText("loss of 1").waitFor();
  await first.close();

  go(1);
  await expect
    .poll(async () => JSON.stringify(await lab.get(`api/convnotes/executions?path=${name}`)))
    .toContain("first");

  const second = await lab.open(`lab/tree/${name}`);
  await output(second).getByText("first").waitFor();
  await output(second).getByText("loss of 2").waitFor();
  expect(await cellWith(second, "reached").locator(".jp-InputPrompt").textContent()).toBe("[*]:");
  await second.getByText("put something out while you were away").waitFor();

  go(2);
  await output(second).getByText("second").waitFor();
  await output(second).getByText("loss of 3").waitFor();
  go(3);
  await output(second).getByText("'done'").waitFor();
  await cellWith(second, "reached").locator(".jp-InputPrompt", {hasText: "[1]:"}).waitFor();
  const printed = await output(second)
    .locator('[data-mime-type="application/vnd.jupyter.stdout"]')
    .allTextContents();
  expect(printed.join("").trim().split("\n")).toEqual(["begun", "first", "second", "third"]);
  expect(await output(second).locator(".cn-Plotly").count()).toBe(1);
  await second.close();
  expect(lab.errors).toEqual([]);
});
