import {execFile} from "node:child_process";
import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {serializeNotebook} from "../../src/notebook/notebook.ts";
import {code, everything, notebookOf} from "../notebook/report/fixture.ts";
import {Started} from "./convnotes.ts";

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "convnotes-report-cli-"));
  await writeFile(path.join(folder, "done.ipynb"), serializeNotebook(everything()));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

function convnotes(
  args: string[],
  env: NodeJS.ProcessEnv = {}
): Promise<{status: number; stdout: string; stderr: string}> {
  return new Promise((resolve) => {
    const options = {cwd: folder, env: {...process.env, ...env}};
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      resolve({status: error ? Number(error.code) : 0, stdout, stderr});
    });
  });
}

test("an executed notebook becomes one HTML file beside it, the same twice", async () => {
  const {status, stdout, stderr} = await convnotes(["report", "done.ipynb"]);
  expect({status, stdout, stderr}).toEqual({status: 0, stdout: "done.html\n", stderr: ""});
  const first = await readFile(path.join(folder, "done.html"), "utf8");
  expect(first).toContain("<title>Convolution, and everything else</title>");
  await convnotes(["report", "done.ipynb", "--out", "again.html"]);
  expect(await readFile(path.join(folder, "again.html"), "utf8")).toBe(first);
});

test("Markdown and programs never take the place of a notebook's source", async () => {
  const none = {PATH: "", CONVNOTES_BROWSER: ""};
  const {stdout, stderr} = await convnotes(["report", "done.ipynb", "--to", "md"], none);
  expect(stdout).toBe("done.report.md\n");
  expect(stderr).toContain("3 figures are in words only: there is no Chromium, Chrome or Edge");
  expect(await readFile(path.join(folder, "done_files/figure-4.png"))).toHaveLength(70);
});

test("--run executes the notebook first, with other parameters, and tells them in the report", async () => {
  const notebook = notebookOf(
    code('const n = 1; // @param {type:"integer", min:1, max:9} how many', [], {
      tags: ["parameters"]
    }),
    code("console.log(`n is ${n}`);")
  );
  await writeFile(path.join(folder, "small.ipynb"), serializeNotebook(notebook));
  const args = ["report", "small.ipynb", "--run", "-p", "n=7", "--out", "small.html"];
  const {status, stderr} = await convnotes(args);
  expect(status, stderr).toBe(0);
  const html = await readFile(path.join(folder, "small.html"), "utf8");
  expect(html).toContain("n is 7");
  expect(html).toMatch(/Run on \d+ \w+ \d{4} in [\d.]+ s, with n = 7/);
});

describe("--run of several notebooks", () => {
  const write = (name: string, ...sources: string[]): Promise<void> =>
    writeFile(
      path.join(folder, name),
      serializeNotebook(notebookOf(...sources.map((source) => code(source))))
    );

  test("is ended by Ctrl-C, and what the one that ran has put out until then is in its report", async () => {
    await write("endless.ipynb", 'console.log("begun")', "while (true) {}");
    await write("next.ipynb", "1");
    const args = ["report", "endless.ipynb", "next.ipynb", "--run", "--out", "stopped/"];
    const started = new Started(args, {cwd: folder});
    await started.printed("[1/2]");
    started.signal("SIGINT");
    const {code: status, stderr} = await started.ended;
    expect(status, stderr).toBe(130);
    expect(await readdir(path.join(folder, "stopped"))).toEqual(["endless.html"]);
  });

  test("tells of each that fails", async () => {
    await write("one.ipynb", 'throw new Error("first fault")');
    await write("two.ipynb", 'throw new Error("second fault")');
    const args = ["report", "one.ipynb", "two.ipynb", "--run", "--out", "failed/"];
    const {status, stderr} = await convnotes(args);
    expect(status).toBe(1);
    for (const name of ["one", "two"]) {
      expect(stderr).toContain(`convnotes run: ${name}.ipynb: cell 1 of 1 failed`);
    }
  });
});

describe("what goes wrong is told in a line, with an exit code", () => {
  test.each([
    [["nowhere.ipynb"], 1, "convnotes report: there is no file nowhere.ipynb"],
    [
      ["done.ipynb", "--to", "docx"],
      2,
      "convnotes report: --to is html, pdf, md or ts, but got docx"
    ],
    [["done.ipynb", "-p", "n=1"], 2, "convnotes report: -p goes with --run"],
    [
      ["done.ipynb", "--no-code", "--fold-code"],
      2,
      "convnotes report: expected --no-code or --fold-code, but got both"
    ],
    [
      ["done.ipynb", "--out", "done.ipynb"],
      2,
      "convnotes report: --out is another file than the notebook, but got done.ipynb"
    ],
    [
      ["done.ipynb", "--to", "pdf"],
      1,
      "convnotes report: done.ipynb: expected Chromium, Chrome or Edge on this machine, but found none"
    ]
  ])("%s", async (args, code, line) => {
    const {status, stdout, stderr} = await convnotes(["report", ...args], {
      PATH: "",
      CONVNOTES_BROWSER: ""
    });
    expect(stderr.split("\n")[0]).toContain(line);
    expect(status).toBe(code);
    expect(stdout).toBe("");
  });
});
