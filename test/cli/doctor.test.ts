import {spawnSync} from "node:child_process";
import {mkdirSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {folderWith} from "../server/labFixture.ts";

const main = path.resolve("dist/src/cli/main.js");

function doctor(
  env: Record<string, string>,
  ...args: string[]
): {code: number | null; out: string; err: string} {
  const home = folderWith({});
  const {status, stdout, stderr} = spawnSync(process.execPath, [main, "doctor", ...args], {
    env: {PATH: "/nowhere", HOME: home, CONVNOTES_CACHE: path.join(home, "cache"), ...env},
    encoding: "utf8"
  });
  return {code: status, out: stdout, err: stderr};
}

test("the doctor tells what is there, and what else there could be and how to get it", () => {
  const {code, out} = doctor({});
  expect(out).toContain(`ok        Node ${process.versions.node}\n`);
  expect(out).toMatch(/^ok {8}engine: \w+ \(/m);
  expect(out).toMatch(/^ok {8}kernel: TypeScript, built in$/m);
  expect(out).toMatch(/^ok {8}cache: .* \(empty\)$/m);
  expect(out).toMatch(/^optional {2}browser for PDF: .*\n {10}for reports as PDF install /m);
  expect(out).toMatch(/^ok {8}port 8888: /m);
  // Exactly when something needed is missing, the exit code says so.
  expect(code).toBe(/^missing/m.test(out) ? 1 : 0);
  expect(out.trimEnd().split("\n").at(-1)).toBe(
    code === 0
      ? "Everything that is needed is there."
      : expect.stringMatching(/needed (is|are) missing\.$/)
  );
});

test("a browser, a kernel and a running server of this machine are found", () => {
  const jupyter = folderWith({
    "kernels/echo/kernel.json": JSON.stringify({argv: [process.execPath], display_name: "Echo"}),
    "kernels/gone/kernel.json": JSON.stringify({argv: ["/nowhere/python"], display_name: "Gone"}),
    [`runtime/jpserver-${process.pid}.json`]: JSON.stringify({
      pid: process.pid,
      url: "http://127.0.0.1:1/",
      root_dir: "/here"
    }),
    // Of a process that has ended.
    "runtime/jpserver-999999999.json": '{"pid": 999999999, "url": "http://dead/", "root_dir": "/"}',
    "runtime/jpserver-1.json": "null"
  });
  const {out} = doctor({
    JUPYTER_PATH: jupyter,
    JUPYTER_RUNTIME_DIR: path.join(jupyter, "runtime"),
    CONVNOTES_BROWSER: process.execPath
  });
  expect(out).toContain(`ok        browser for PDF: ${process.execPath}\n`);
  expect(out).toMatch(/^ok {8}kernel: Echo \(echo\), in /m);
  expect(out).toMatch(/^optional {2}kernel: gone starts \/nowhere\/python, which is gone$/m);
  expect(out).toContain("ok        server: http://127.0.0.1:1/ shows /here\n");
  expect(out).not.toContain("http://dead/");
});

test("a cache that cannot be written to is missing, with what to do", () => {
  const folder = folderWith({file: ""});
  mkdirSync(path.join(folder, "x"));
  const {code, out} = doctor({CONVNOTES_CACHE: path.join(folder, "file", "cache")});
  expect(out).toMatch(/^missing {3}cache: .*\n {10}.*CONVNOTES_CACHE$/m);
  expect(code).toBe(1);
});

test("an engine that is asked for and not there is told", () => {
  const {out} = doctor({CONVNOTES_ENGINE: "cpu"});
  expect(out).toMatch(/^ok {8}engine: cpu \(/m);
});

test("the doctor takes no arguments but --help", () => {
  expect(doctor({}, "--help").out).toContain("convnotes doctor");
  const {code, err} = doctor({}, "--nonsense");
  expect([code, err]).toEqual([2, "convnotes doctor: Unknown option '--nonsense'\n"]);
});
