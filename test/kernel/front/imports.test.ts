import {readFileSync} from "node:fs";
import {fileURLToPath, pathToFileURL} from "node:url";
import {expect, test} from "vitest";
import {kernelMain} from "../startKernel.ts";

/** All that a compiled file imports, itself included: files of ours as URLs, packages by name. */
function imports(url: string, found = new Set<string>()): Set<string> {
  if (found.has(url)) return found;
  found.add(url);
  if (!url.startsWith("file:")) return found;
  const source = readFileSync(fileURLToPath(url), "utf8");
  const pattern =
    /^(?:import|export) .*from "([^"]+)";$|\bimport "([^"]+)"|\bimport\("([^"]+)"\)/gm;
  for (const match of source.matchAll(pattern)) {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    imports(specifier.startsWith(".") ? new URL(specifier, url).href : specifier, found);
  }
  return found;
}

test("the front loads nothing but ZeroMQ, Node's modules and its own few files", () => {
  const found = [...imports(pathToFileURL(kernelMain).href)];
  const packages = found.filter((name) => !name.startsWith("file:") && !name.startsWith("node:"));
  expect(packages).toEqual(["zeromq"]);
  expect(found).toContain(new URL("front/kernel.js", pathToFileURL(kernelMain)).href);
  expect(found.filter((name) => name.startsWith("file:")).length).toBeLessThan(60);
});
