import {spawnSync} from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, afterEach, expect, test} from "vitest";
// Built, because the checker's thread is started from a file.
import {startChecker} from "../../../dist/kernel/checker/startChecker.js";
import type {Checker} from "../../../kernel/checker.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const cwd = fs.mkdtempSync(path.join(os.tmpdir(), "convnotes-checker-test-"));
const options = {cwd, packagesFrom: [repository], strict: true};
const failures: Error[] = [];
let started: Checker | undefined;

afterEach(async () => {
  delete process.env.CONVNOTES_CHECKER;
  await started?.close();
  started = undefined;
});
afterAll(() => fs.rmSync(cwd, {recursive: true}));

function start(over: Partial<typeof options> = {}): Checker {
  failures.length = 0;
  return (started = startChecker(
    {...options, ...over},
    {onFailure: (error: Error) => failures.push(error)}
  ));
}

test("answers come in order, from a thread of its own", async () => {
  const checker = start();
  const [first, second, completions, info, completeness] = await Promise.all([
    checker.check("const answer = 42", 60_000),
    checker.check("answer.nope", 60_000),
    checker.complete("answ", 4),
    checker.inspect("answer", 0, 0),
    checker.isComplete("f(")
  ]);
  expect(first).toEqual({diagnostics: []});
  expect(second.diagnostics.map(({code}) => code)).toEqual([2339]);
  expect(completions.matches[0]).toEqual({text: "answer", type: "instance"});
  expect(info?.text).toBe("answer: 42");
  expect(completeness.status).toBe("incomplete");
  expect(failures).toEqual([]);
});

test("a check that outlasts its budget gives its findings later", async () => {
  const {diagnostics, late} = await start().check("const s: string = 1", 0);
  expect(diagnostics).toEqual([]);
  expect((await late)?.map(({code}) => code)).toEqual([2322]);
});

test("a checker that cannot work says so once, and keeps nobody from running", async () => {
  const broken = start({cwd: path.join(cwd, "nowhere"), packagesFrom: null as never});
  expect(await broken.check("const s: string = 1", 60_000)).toEqual({diagnostics: []});
  expect(await broken.isComplete("f(")).toEqual({status: "complete"});
  expect(failures).toHaveLength(1);
});

test("a closed checker leaves no folder, and the next one removes that of a killed process", async () => {
  const folders = (): string[] =>
    fs
      .readdirSync(os.tmpdir())
      .filter((entry) => entry.startsWith(`convnotes-cells-${process.pid}-`));
  const {pid} = spawnSync(process.execPath, ["--version"]);
  const left = path.join(os.tmpdir(), `convnotes-cells-${pid}-left`);
  fs.mkdirSync(left);
  const checker = start();
  await checker.check("1", 60_000);
  expect(folders()).toHaveLength(1);
  expect(fs.existsSync(left)).toBe(false);
  await checker.close();
  expect(folders()).toEqual([]);
  expect(failures).toEqual([]);
});

test("tslab's converter checks where there is no native compiler", async () => {
  process.env.CONVNOTES_CHECKER = "tslab";
  const checker = start({cwd: process.cwd()});
  expect(await checker.check("let n = 1; class K { a = 1 }", 60_000)).toEqual({diagnostics: []});
  const {diagnostics} = await checker.check("const s: string = n", 60_000);
  expect(diagnostics).toMatchObject([{code: 2322, line: 1, column: 7, start: 6, length: 1}]);
  checker.retract();
  expect(await checker.check("let n = 'redeclared'; n.toUpperCase()", 60_000)).toEqual({
    diagnostics: []
  });
  expect((await checker.complete("new K().", 8)).matches).toContainEqual({
    text: "a",
    type: "instance"
  });
  expect((await checker.inspect("n", 0, 0))?.text).toContain("let n: string");
  expect(failures).toEqual([]);
});
