import {execFile} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {installKernel} from "../../kernel/install.ts";
import {needs} from "../tools.ts";

// Jupyter's own clients and its own test of kernels, where they are installed.

const data = mkdtempSync(path.join(tmpdir(), "convnotes-jupyter-"));
beforeAll(() => {
  installKernel({env: {JUPYTER_DATA_DIR: data}});
});
afterAll(() => rmSync(data, {recursive: true}));

const input = (name: string) => fileURLToPath(new URL(`../input/kernel/${name}`, import.meta.url));

/** Runs Python where it finds the kernel, and gives its output, also that of a failure. */
async function python(...args: string[]): Promise<{code: number; stdout: string; stderr: string}> {
  const env = {...process.env, JUPYTER_DATA_DIR: data, JUPYTER_PATH: "", IPYTHONDIR: data};
  return new Promise((resolve) => {
    const options = {env, cwd: data, maxBuffer: 1 << 26};
    execFile("/usr/bin/python3", args, options, (error, stdout, stderr) => {
      resolve({code: error ? Number(error.code) : 0, stdout, stderr});
    });
  });
}

test("jupyter_kernel_test passes in full", async (context) => {
  needs(context, "jupyterKernelTest");
  const {stderr} = await python("-W", "ignore", input("jupyterKernelTest.py"), "-v");
  // The pager is IPython's: there is nothing in TypeScript that would open one.
  expect(stderr).toMatch(/\nRan 12 tests in .*\n\nOK \(skipped=1\)\n$/);
  expect(stderr).toMatch(/test_pager .* skipped/);
});

interface Notebook {
  cells: {outputs: {output_type: string; text?: string; data?: object; ename?: string}[]}[];
}

describe("a notebook", () => {
  const file = path.join(data, "lecture.ipynb");
  const cells = [
    "const kernel = [[1, 0], [0, -1]];\nconsole.log('edges');",
    "kernel.flat().join()",
    "throw new Error('on purpose')",
    "'after the error'"
  ];

  const write = (sources: string[]) =>
    writeFileSync(
      file,
      JSON.stringify({
        cells: sources.map((source, index) => ({
          cell_type: "code",
          id: `cell-${index}`,
          execution_count: null,
          metadata: {},
          outputs: [],
          source
        })),
        metadata: {
          kernelspec: {name: "convnotes", display_name: "TypeScript", language: "typescript"}
        },
        nbformat: 4,
        nbformat_minor: 5
      })
    );

  test("is run by nbclient, errors and all", async (context) => {
    needs(context, "nbconvert");
    write(cells);
    const script = input("executeNotebook.py");
    const {stdout, stderr} = await python(
      "-W",
      "ignore",
      script,
      file,
      "convnotes",
      "--allow-errors"
    );
    expect(stderr).toBe("");
    const outputs = (JSON.parse(stdout) as Notebook).cells.map(({outputs}) => outputs);
    expect(outputs).toMatchObject([
      [{output_type: "stream", text: ["edges\n"]}],
      [{output_type: "execute_result", data: {"text/plain": ["'1,0,0,-1'"]}}],
      [{output_type: "error", ename: "Error", evalue: "on purpose"}],
      [{output_type: "execute_result", data: {"text/plain": ["'after the error'"]}}]
    ]);
  });

  test("is run and exported by nbconvert, also as a script", async (context) => {
    needs(context, "nbconvert");
    write(cells.slice(0, 2));
    const convert = (format: string, ...more: string[]) =>
      python("-m", "nbconvert", "--to", format, ...more);
    expect((await convert("html", "--execute", file, "--output", "out")).code).toBe(0);
    expect(readFileSync(path.join(data, "out.html"), "utf8")).toContain("1,0,0,-1");
    // The notebook that was run says its language, and with it the name of the script.
    expect((await convert("notebook", "--execute", file, "--output", "ran")).code).toBe(0);
    expect((await convert("script", path.join(data, "ran.ipynb"))).code).toBe(0);
    expect(readFileSync(path.join(data, "ran.ts"), "utf8")).toContain("kernel.flat().join()");
  });
});
