import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Message} from "../../../src/jupyter/message.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";
import {nothing, run, shows} from "./cells.ts";

// What the notebooks do that tslab's README sends its readers to, in their order, as cells of our
// own. https://github.com/yunabe/tslab-examples/tree/master/notebooks

let kernel: StartedKernel;
const folder = mkdtempSync(path.join(tmpdir(), "convnotes-start-"));
beforeAll(async () => {
  kernel = await startKernel({args: ["--tslab"], cwd: folder});
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, {recursive: true});
});

const cell = (code: string) => run(kernel, code);

async function displays(code: string): Promise<Message[]> {
  const {reply, published} = await kernel.client.execute(code);
  expect(reply.content.status, JSON.stringify(reply.content)).toBe("ok");
  return published.filter(({header}) => /display_data$/.test(header.msg_type));
}

test("a greeting, with the versions", async () => {
  const {stdout, error} = await cell(
    "import * as tslab from 'tslab'; console.log('Hello'); console.log('Versions:', tslab.versions)"
  );
  expect(error).toBeUndefined();
  expect(stdout).toContain(`Hello\nVersions: `);
  expect(stdout).toContain(process.version);
});

test("a documented function, called and timed in a block of a later cell, and explained", async () => {
  const counting =
    "/** Counts down, the slow way. */\nfunction down(n: number): number { return n > 0 ? down(n - 1) : 0 }";
  expect(await cell(counting)).toEqual(nothing);
  const timed =
    "{\n  // timed\n  const n = 400; const start = Date.now();\n  console.log(`${down(n)} ${Date.now() - start >= 0}`)\n}";
  expect(await cell(timed)).toEqual({stdout: "0 true\n"});
  const asked = {code: "down(3)", cursor_pos: 2, detail_level: 0};
  const {reply} = await kernel.client.request("inspect_request", asked);
  expect(JSON.stringify(reply.content.data)).toContain("Counts down, the slow way.");
});

test("an interface, a class with a private field, and a function that takes it", async () => {
  const code = `interface Speaker { speak(): string }
    class Named implements Speaker { private name: string; constructor(name: string) { this.name = name } speak() { return this.name + "!" } }
    function hear(s: Speaker) { console.log(s.speak()) }
    hear(new Named("tslab"))`;
  expect(await cell(code)).toEqual({stdout: "tslab!\n"});
});

test("an awaited pause with a text as the last expression; without await, the promise", async () => {
  const pause =
    "let pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));\nconst start = Date.now();\n// waits\nawait pause(2);\n`${Date.now() - start > 0}`";
  expect(await cell(pause)).toEqual(shows("'true'"));
  expect(await cell("// not awaited\npause(2);")).toEqual(shows("Promise { <pending> }"));
});

test("a picture from a file beside the notebook", async () => {
  writeFileSync(path.join(folder, "picture.jpg"), Buffer.from([0xff, 0xd8, 0xff]));
  const [picture] = await displays(
    'import fs from "fs"; tslab.display.jpeg(fs.readFileSync("picture.jpg"))'
  );
  expect(picture?.content.data).toEqual({"image/jpeg": "/9j/"});
});

test("a display that counts to 100 %", async () => {
  const messages = await displays(
    "{ let display = tslab.newDisplay(); for (let i = 1; i <= 100; i++) { await pause(0); display.text(`${i} %`) } }"
  );
  const [first, ...updates] = messages.map(({header}) => header.msg_type);
  expect(first).toBe("display_data");
  expect(new Set(updates)).toEqual(new Set(["update_display_data"]));
  expect(messages.at(-1)?.content.data).toEqual({"text/plain": "100 %"});
});

test("names in a block are the block's own: spread, literals, for-of over a generator", async () => {
  const code =
    "{ class Obj { abc: number; constructor(abc: number) { this.abc = abc } } const {abc: k} = new Obj(1); let array: number[] = []; for (const n of (function* () { yield 1; yield 2 })()) array.push(n); console.log({k}, [...array]) }";
  expect(await cell(code)).toEqual({stdout: "{ k: 1 } [ 1, 2 ]\n"});
  expect((await cell("array")).error).toMatch(/TS2304|TS2552/);
});

test("the errors of types that it shows", async () => {
  expect((await cell("let wrong: number = 'tslab';")).error).toMatch(/TS2322/);
  expect((await cell("let num = 123.4;\nnum = 'tslab';")).error).toMatch(/TS2322[\s\S]*2:1/);
});

test("TensorFlow.js: a model is trained in an async function without types, and predicts", async () => {
  const setup = `import * as tf from "@tensorflow/tfjs"; import {promisify} from "util"; import {display} from "tslab";
    process.stderr.isTTY = false; tf.setBackend("cpu"); typeof tf.version.tfjs`;
  expect(await cell(setup)).toEqual(shows("'string'"));
  const model = `const model = tf.sequential(); model.add(tf.layers.conv2d({inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: 'relu'}));
    model.add(tf.layers.flatten()); model.add(tf.layers.dense({units: 2, activation: 'softmax'}));
    model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy']});`;
  expect((await cell(model)).error).toBeUndefined();
  const train = `async function train(epochs, batchSize) { model.summary(); let last; const h = await model.fit(tf.ones([4, 8, 8, 1]), tf.oneHot([0, 1, 0, 1], 2), {epochs, batchSize, verbose: 0}); last = h.epoch.length; return last }
    await train(2, 2)`;
  const {result, stdout} = await cell(train);
  expect(result).toBe("2");
  expect(stdout).toContain("conv2d_Conv2D1");
  const predict = `const predicted = tf.argMax(model.predict(tf.ones([3, 8, 8, 1])) as tf.Tensor, 1).arraySync() as number[];
    const text = await promisify((done: (error, value: string) => any) => done(null, "called back"))(); [predicted.length, text]`;
  expect(await cell(predict)).toEqual(shows("[ 3, 'called back' ]"));
});
