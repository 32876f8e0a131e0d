// The README's code, run as it is printed, on the part of MNIST that comes with the library.
import {execFile} from "node:child_process";
import {readFile, rm, writeFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {expect, test} from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the readme's code runs as it is printed", async () => {
  const readme = await readFile(`${root}README.md`, "utf8");
  const printed = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const quick = printed
    .replace("datasets.mnist()", "datasets.mnist({subset: true})")
    .replace("epochs: 3", "epochs: 1");
  expect(quick).toContain("{subset: true}");
  expect(quick).toContain("epochs: 1");
  // Beside the README, so that the package is found from there, as a reader's script finds it.
  const script = `${root}readme-${process.pid}.mjs`;
  try {
    await writeFile(script, `${quick}\nconsole.log(history.history.val_accuracy);\n`);
    const {stdout} = await promisify(execFile)(process.execPath, [script]);
    expect(stdout).toContain("✓ 3.2 the first window sums to 19");
    const [accuracy] = /(?<=\[ )0\.\d+/.exec(stdout) ?? [];
    expect(Number(accuracy)).toBeGreaterThan(0.5);
  } finally {
    await rm(script, {force: true});
  }
});
