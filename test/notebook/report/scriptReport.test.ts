import {execFile} from "node:child_process";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {expect, test} from "vitest";
import {scriptReport} from "../../../src/notebook/report/scriptReport.ts";
import {code, markdown, notebookOf} from "./fixture.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs a program as Node does that takes types away and no more. */
async function run(program: string): Promise<string> {
  // Within the project, so that its packages are found.
  const folder = await mkdtemp(path.join(root, "dist", "script-"));
  try {
    const file = path.join(folder, "program.ts");
    await writeFile(file, program);
    const args = ["--import", path.join(root, "bench", "typescript.js"), file];
    const {stdout} = await promisify(execFile)(process.execPath, args);
    return stdout;
  } finally {
    await rm(folder, {recursive: true});
  }
}

test("names that several cells declare keep the values of the last one, also in functions of cells before", async () => {
  const program = scriptReport(
    notebookOf(
      markdown("# Names"),
      code("const x: number = 1;\nfunction twice() { return 2 * x; }\ntwice()"),
      code("const x = 5, fresh = 7;\n[twice(), fresh]"),
      code("const {x, other} = {x: 10, other: 11};\n[x, other, twice()]"),
      code("let [x] = [20];\nx += 1;\ntwice()"),
      code("class A { name() { return 'first'; } }\nnew A().name()"),
      code("class A { name() { return 'second'; } }\nnew A().name()"),
      code("f();\nfunction f() { console.log('hoisted'); }"),
      code("f();\nfunction f() { console.log('again'); }"),
      code("let x;\nx")
    )
  );
  expect(await run(program)).toBe(
    "2\n[ 10, 7 ]\n[ 10, 11, 20 ]\n42\nfirst\nsecond\nhoisted\nagain\n"
  );
});

test("imports stand once, types among them are marked, and figures are printed in words", async () => {
  const program = scriptReport(
    notebookOf(
      code('import {ndarray, NDArray, plot} from "@convnotes/cnn";'),
      code(
        'import {ndarray, scratch} from "@convnotes/cnn";\nimport type {Trace} from "@convnotes/cnn";'
      ),
      code(
        "const x: NDArray = ndarray([1, 2], [0, 1]);\nplot.heatmap([[0, 1]], {title: 'Two values'})"
      ),
      code("export const y = scratch.relu(x);\ny.data[1]")
    )
  );
  expect(program.match(/\bndarray, |\{ndarray/g)).toHaveLength(1);
  expect(program).toContain("type NDArray");
  const printed = await run(program);
  expect(printed).toMatch(/^Two values\. 1 rows?, 2 columns/);
  expect(printed).toMatch(/1\n$/);
});

test("prose becomes comments, and what shows values has a name that no cell uses", () => {
  const program = scriptReport(
    notebookOf(markdown("# Title\n\nWords."), code("const show = 1;\nshow + 1"), code("", [])),
    {name: "lecture"}
  );
  expect(program).toContain("// lecture, as a program");
  expect(program).toContain("// # Title\n//\n// Words.");
  expect(program).toContain("showValue(show + 1)");
});

test("a cell that does not parse is named", () => {
  expect(() => scriptReport(notebookOf(markdown("a"), code("const = 1")))).toThrow(
    /^scriptReport: cell 2 does not parse: /
  );
});
