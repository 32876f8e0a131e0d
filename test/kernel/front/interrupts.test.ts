import {expect, test} from "vitest";
import {Interrupts} from "../../../kernel/front/interrupts.ts";

test("while the machine stands still no time passes: two interrupts do not cost the variables", async () => {
  const said: string[] = [];
  const interrupts = new Interrupts({
    interrupt: () => said.push("interrupt"),
    offerRestart: () => said.push("offer"),
    restart: () => said.push("restart")
  });
  interrupts.request(true);
  interrupts.request(true);
  const stillness = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(stillness, 0, 0, 2600); // longer than any patience
  await new Promise((resolve) => setTimeout(resolve)); // timers that are late come now
  expect(said).toEqual(["interrupt", "interrupt"]);
  interrupts.settled();
});
