import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, expect, test} from "vitest";
import {findKernels, isKernelName, kernelCommand} from "../../src/jupyter/kernelspec.ts";

const folder = mkdtempSync(path.join(tmpdir(), "convnotes-kernelspec-"));
afterAll(() => rmSync(folder, {recursive: true}));

function write(place: string, name: string, text: string): void {
  mkdirSync(path.join(folder, place, "kernels", name), {recursive: true});
  writeFileSync(path.join(folder, place, "kernels", name, "kernel.json"), text);
}

test("findKernels takes the first of each name and passes over what is no kernel", () => {
  const spec = (title: string) =>
    JSON.stringify({argv: ["run", "{connection_file}"], display_name: title, language: "x"});
  write("first", "both", spec("first"));
  write("second", "both", spec("second"));
  write("second", "Upper", spec("upper"));
  write("second", "broken", "{");
  write("second", "empty", "{}");
  write("second", "no name", spec("no name"));
  mkdirSync(path.join(folder, "second", "kernels", "bare"));
  const env = {
    JUPYTER_PATH: [path.join(folder, "first"), path.join(folder, "second")].join(path.delimiter),
    JUPYTER_DATA_DIR: path.join(folder, "nowhere")
  };
  const kernels = [...findKernels({env}).values()].filter((kernel) =>
    kernel.folder.startsWith(folder)
  );
  expect(kernels.map(({name, spec}) => [name, spec.display_name])).toEqual([
    ["both", "first"],
    ["upper", "upper"]
  ]);
});

test("kernelCommand fills in the connection file and the kernel's own folder", () => {
  const argv = ["node", "{resource_dir}/main.js", "-f", "{connection_file}", "{other}"];
  const kernel = {name: "k", folder: "/k", spec: {argv, display_name: "", language: ""}};
  expect(kernelCommand(kernel, "/c.json")).toEqual([
    "node",
    "/k/main.js",
    "-f",
    "/c.json",
    "{other}"
  ]);
});

test("isKernelName refuses what cannot be in a URL or a path", () => {
  expect(["convnotes", "ts-5.9_x"].every(isKernelName)).toBe(true);
  expect(["", "a b", "../up", "a/b", "ä"].some(isKernelName)).toBe(false);
});
