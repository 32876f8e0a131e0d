import {spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, expect, test} from "vitest";

const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const home = mkdtempSync(path.join(tmpdir(), "convnotes-cli-kernel-"));
afterAll(() => rmSync(home, {recursive: true}));

function convnotes(...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    JUPYTER_DATA_DIR: home,
    JUPYTER_PATH: path.join(home, "p/share/jupyter")
  };
  const {status, stdout, stderr} = spawnSync(process.execPath, [main, "kernel", ...args], {
    env,
    encoding: "utf8"
  });
  return {status, stdout, stderr};
}

test("convnotes kernel installs, lists and uninstalls", () => {
  const folder = path.join(home, "kernels", "convnotes");
  const other = path.join(home, "p/share/jupyter/kernels/tslab");
  expect(convnotes("list").stdout).toBe("no kernel of convnotes is installed\n");
  expect(convnotes("install")).toEqual({
    status: 0,
    stdout: `installed convnotes in ${folder}\n`,
    stderr: ""
  });
  expect(convnotes("install", "--name", "tslab", "--prefix", path.join(home, "p")).status).toBe(0);
  expect(existsSync(path.join(other, "kernel.json"))).toBe(true);
  expect(convnotes("list").stdout).toBe(`tslab      ${other}\nconvnotes  ${folder}\n`);
  expect(convnotes("uninstall").stdout).toBe(`removed ${folder}\n`);
  expect(existsSync(folder)).toBe(false);
});

test("convnotes kernel says in one line what is wrong", () => {
  expect(convnotes("install", "--sys-prefix")).toMatchObject({
    status: 1,
    stderr:
      "convnotes kernel: kernelFolder: expected an active Python environment, " +
      "but neither VIRTUAL_ENV nor CONDA_PREFIX is set\n"
  });
  expect(convnotes("install", "--user", "--sys-prefix")).toMatchObject({
    status: 2,
    stderr:
      "convnotes kernel: expected one action and one place, but got install --user --sys-prefix\n"
  });
  expect(convnotes("instal")).toMatchObject({
    status: 2,
    stderr: 'convnotes kernel: expected install, uninstall or list, but got "instal"\n'
  });
  expect(convnotes("install", "--nam", "x").status).toBe(2);
  expect(convnotes("--help").stdout).toContain("convnotes kernel install");
  expect(convnotes()).toEqual(convnotes("--help"));
});
