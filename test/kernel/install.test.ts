import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {installKernel, kernelFolder, listKernels, uninstallKernel} from "../../kernel/install.ts";
import {findKernels, type KernelSpec} from "../../src/jupyter/kernelspec.ts";
import {kernelMain} from "./startKernel.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "convnotes-install-"));
});
afterEach(() => rmSync(home, {recursive: true}));

test("a kernel goes where each platform's Jupyter looks for the user's own", () => {
  const folder = (platform: NodeJS.Platform, home: string) =>
    kernelFolder({platform, env: {}, home});
  expect(folder("linux", "/home/ada")).toBe("/home/ada/.local/share/jupyter/kernels/convnotes");
  expect(folder("darwin", "/Users/ada")).toBe("/Users/ada/Library/Jupyter/kernels/convnotes");
  expect(folder("win32", "C:\\Users\\ada")).toBe(
    "C:\\Users\\ada\\AppData\\Roaming\\jupyter\\kernels\\convnotes"
  );
});

test("a kernel goes below a prefix, or into the Python environment that is active", () => {
  const name = "tslab";
  expect(kernelFolder({name, place: {prefix: "/opt/x"}, platform: "linux"})).toBe(
    "/opt/x/share/jupyter/kernels/tslab"
  );
  expect(kernelFolder({name, place: {prefix: "D:\\x"}, platform: "win32"})).toBe(
    "D:\\x\\share\\jupyter\\kernels\\tslab"
  );
  const place = {sysPrefix: true} as const;
  const machine = {name, place, platform: "linux"} as const;
  expect(kernelFolder({...machine, env: {VIRTUAL_ENV: "/venv"}})).toBe(
    "/venv/share/jupyter/kernels/tslab"
  );
  expect(kernelFolder({...machine, env: {CONDA_PREFIX: "/conda"}})).toBe(
    "/conda/share/jupyter/kernels/tslab"
  );
  expect(() => kernelFolder({...machine, env: {}})).toThrow(
    "kernelFolder: expected an active Python environment, " +
      "but neither VIRTUAL_ENV nor CONDA_PREFIX is set"
  );
});

test("an installed kernel has all that Jupyter wants, and names this Node and this kernel", () => {
  const machine = {env: {JUPYTER_DATA_DIR: home}};
  const folder = installKernel(machine);
  const {spec} = findKernels(machine).get("convnotes")!;
  expect(spec).toEqual({
    argv: [process.execPath, kernelMain, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    metadata: {debugger: false, convnotes: true}
  });
  expect(path.isAbsolute(process.execPath)).toBe(true);
  expect(existsSync(kernelMain)).toBe(true);
  for (const size of [32, 64]) {
    const png = readFileSync(path.join(folder, `logo-${size}x${size}.png`));
    // Width and height, in the first chunk of every PNG.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  }
  expect(readFileSync(path.join(folder, "logo-svg.svg"), "utf8")).toMatch(/^<svg/);
});

test("the kernel called tslab runs cells as tslab's notebooks expect", () => {
  const machine = {env: {JUPYTER_DATA_DIR: home}};
  const folder = installKernel({name: "tslab", ...machine});
  const text = readFileSync(path.join(folder, "kernel.json"), "utf8");
  expect((JSON.parse(text) as KernelSpec).argv).toContain("--tslab");
});

test("installing again replaces, and uninstalling leaves nothing", () => {
  const machine = {env: {JUPYTER_DATA_DIR: home}};
  installKernel(machine);
  const folder = installKernel(machine);
  installKernel({name: "tslab", ...machine});
  const names = () => listKernels(machine).map(({name}) => name);
  expect(names()).toEqual(["convnotes", "tslab"]);
  expect(uninstallKernel(machine)).toBe(folder);
  expect(existsSync(folder)).toBe(false);
  expect(names()).toEqual(["tslab"]);
  expect(() => uninstallKernel(machine)).toThrow("but there is none");
});

test("the kernels of others are neither listed nor removed", () => {
  const machine = {env: {JUPYTER_DATA_DIR: home}};
  const folder = path.join(home, "kernels", "python3");
  mkdirSync(folder, {recursive: true});
  writeFileSync(path.join(folder, "kernel.json"), '{"argv": ["python3"]}');
  expect(listKernels(machine)).toEqual([]);
  expect(() => uninstallKernel({name: "python3", ...machine})).toThrow("is another's");
  expect(existsSync(folder)).toBe(true);
});

test("a name that could lead elsewhere is refused", () => {
  for (const name of ["../up", "a b", ""]) {
    expect(() => installKernel({name, env: {JUPYTER_DATA_DIR: home}})).toThrow(RangeError);
  }
});
