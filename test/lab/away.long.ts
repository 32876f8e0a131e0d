import {writeFileSync} from "node:fs";
import path from "node:path";
import {beforeAll, beforeEach, expect, test} from "vitest";
import {has, needs} from "../tools.ts";
import {cellWith, idle, menu, openLab, type OpenLab} from "./openLab.ts";

let lab: OpenLab;

beforeAll(async () => {
  if (!has("chromium")) return;
  lab = await openLab();
  return () => lab.close();
});

beforeEach((context) => needs(context, "chromium"));

/** A training that lasts until a file says enough, with the live curves and the lines that `fit` gives. */
const training = `
import {existsSync} from "node:fs";
import {datasets, fit, useEngine, zoo} from "@convnotes/cnn";
await useEngine("native", {threads: 1});
const {train} = await datasets.mnist({subset: true});
const model = zoo.lenet5({seed: 1});
let epochs = 0;
const data = datasets.pad(train, 2);
while (!existsSync("enough")) {
  await fit(model, data, {epochs: 20, seed: epochs}); // few figures: the notebook folds more than 50
  console.log(\`round \${++epochs}\`);
}
"trained"
`.trim();

test("a long training goes on while its tab is closed, and its figure goes on when it is opened", async () => {
  const cell = {id: "train", cell_type: "code", metadata: {}, source: training};
  const kernelspec = {name: "convnotes", display_name: "TypeScript", language: "typescript"};
  writeFileSync(
    path.join(lab.rootDir, "training.ipynb"),
    JSON.stringify({
      cells: [{...cell, outputs: [], execution_count: null}],
      metadata: {kernelspec},
      nbformat: 4,
      nbformat_minor: 5
    })
  );
  const first = await lab.open("lab/tree/training.ipynb");
  await cellWith(first, "useEngine").waitFor();
  await idle(first);
  await menu(first, "Run", "Run All Cells");
  const outputOf = (page: typeof first) =>
    cellWith(page, "useEngine").locator(".jp-Cell-outputArea");
  await outputOf(first).getByText("round 1").waitFor();
  await first.close();

  const rounds = async (): Promise<number> => {
    const known = await lab.get<object>("api/convnotes/executions?path=training.ipynb");
    return (JSON.stringify(known).match(/round \d+/g) ?? []).length;
  };
  const before = await rounds();
  await expect.poll(rounds, {timeout: 120_000}).toBeGreaterThan(before + 1);

  const second = await lab.open("lab/tree/training.ipynb");
  await outputOf(second).getByText("round 2").waitFor();
  expect(await cellWith(second, "useEngine").locator(".jp-InputPrompt").textContent()).toBe("[*]:");
  const figures = outputOf(second).locator(".cn-Plotly svg.main-svg");
  await figures.first().waitFor();
  writeFileSync(path.join(lab.rootDir, "enough"), "");
  await outputOf(second).getByText("'trained'").waitFor({timeout: 120_000});
  const text = (await outputOf(second).allTextContents()).join("\n");
  const seen = [...text.matchAll(/round (\d+)/g)].map(([, n]) => Number(n));
  expect(seen).toEqual(seen.map((_, k) => k + 1));
  expect(seen.length).toBe(await rounds());
  expect(lab.errors).toEqual([]);
});
