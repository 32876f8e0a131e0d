import {mkdtemp, readFile, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, test} from "vitest";
import {lenet} from "../../../src/cnn/examples/lenet.ts";

test("lenet-5 on all of mnist is right in at least 98.5 % of the test digits, twice the same", async () => {
  const out = await mkdtemp(join(tmpdir(), "lenet-"));
  try {
    const {accuracy, history} = await lenet({out});
    expect(accuracy).toBeGreaterThanOrEqual(0.985);
    expect(history.val_accuracy).toHaveLength(6);
    expect(await readFile(join(out, "index.html"), "utf8")).toContain("10,000 examples");
    const again = await lenet({out});
    expect(again.accuracy).toBe(accuracy);
    expect(again.history).toEqual(history);
  } finally {
    await rm(out, {recursive: true});
  }
});
