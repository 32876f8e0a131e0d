import {execFileSync} from "node:child_process";
import {expect, test} from "vitest";

test("TensorFlow.js computes without advising to install something else", () => {
  const entry = new URL("../../src/cnn/dist/index.js", import.meta.url).href;
  const code = `const {tf} = await import(${JSON.stringify(entry)}); console.log(tf.add(1, 2).dataSync()[0], tf.getBackend())`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", `${code};`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"]
  });
  expect(output).toBe("3 cpu\n");
});
