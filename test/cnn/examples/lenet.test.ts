import {spawn} from "node:child_process";
import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, beforeEach, expect, test} from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = join(root, "src/cnn/dist/examples/main.js");

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "lenet-"))));
afterEach(() => rm(folder, {recursive: true}));

/** Runs the built example as a plain script. */
function run(...args: string[]): Promise<{code: number | null; output: string}> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {cwd: root});
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.on("error", reject).on("close", (code) => resolve({code, output}));
  });
}

interface Result {
  accuracy: number;
  history: Record<string, number[]>;
  report: {classes: unknown[]; accuracy: number};
}

test("the example trains lenet-5 and writes what it learned, the same numbers each time", async () => {
  const options = ["lenet", "--subset", "--epochs", "3", "--threads", "1", "--out"];
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  const {code, output} = await run(...options, first);
  expect(output).toContain("Total params: 61,706");
  expect(output).toMatch(/test accuracy \d+\.\d+ %/);
  expect(code).toBe(0);

  const result = JSON.parse(await readFile(join(first, "result.json"), "utf8")) as Result;
  expect(result.accuracy).toBeGreaterThan(0.8);
  expect(result.history.val_loss).toHaveLength(3);
  expect(result.report.classes).toHaveLength(10);
  expect(result.report.accuracy).toBeCloseTo(result.accuracy, 10);

  expect((await readdir(first)).sort()).toEqual([
    "architecture.json",
    "confusion.json",
    "curves.json",
    "featureMaps.json",
    "featureMaps.png",
    "filters.json",
    "filters.png",
    "index.html",
    "mistakes.json",
    "result.json"
  ]);
  const page = await readFile(join(first, "index.html"), "utf8");
  expect(page.match(/<figure>/g)).toHaveLength(6);
  expect(page).toContain(":root{color-scheme:light dark}"); // follows the reader's choice
  expect(page).toContain("Confusion matrix. 500 examples of 10 classes");

  await run(...options, second);
  for (const file of ["result.json", "filters.json", "featureMaps.png"]) {
    const [one, two] = [first, second].map((out) => readFile(join(out, file)));
    expect((await one).equals(await two), file).toBe(true);
  }
});

test("the example says how it is called", async () => {
  const [help, ...wrong] = await Promise.all([
    run("lenet", "--help"),
    run("alexnet"),
    run("lenet", "--epoch", "3"),
    run("lenet", "--epochs", "many")
  ]);
  expect(help.code).toBe(0);
  expect(help.output).toContain("--out FOLDER");
  expect(wrong.map(({code}) => code)).toEqual([2, 2, 2]);
  expect(wrong.map(({output}) => output.split("\n")[0])).toEqual([
    "example: the example is lenet, but got alexnet",
    "example: Unknown option '--epoch'",
    'example: --epochs is a whole number, but got "many"'
  ]);
  for (const {output} of wrong) expect(output).toContain("--out FOLDER");
});

test("the example asks for a folder that it can write in before it trains", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  const [taken, zero] = await Promise.all([
    run("lenet", "--subset", "--out", file),
    run("lenet", "--subset", "--epochs", "0", "--out", folder)
  ]);
  expect(taken).toEqual({
    code: 1,
    output: `lenet: out is a folder to write in, but ${file} cannot be one (EEXIST)\n`
  });
  expect(zero.code).toBe(1);
  expect(zero.output).toMatch(/\nfit: epochs is a whole number of 1 or more, but got 0\n$/);
});
