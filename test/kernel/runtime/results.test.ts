import {inflateSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {Notebook, plain} from "./notebook.ts";

let notebook: Notebook;

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

async function bundle(code: string): Promise<Record<string, unknown>> {
  const run = await notebook.run(code);
  expect(run.outcome.status, JSON.stringify(run.outcome)).toBe("ok");
  return run.of("execute_result")[0]?.data ?? {};
}

test.each([
  ["6 * 7", "42"],
  ["'text'", "'text'"],
  ["0", "0"],
  ["''", "''"],
  ["false", "false"],
  ["null", "null"],
  ["10n", "10n"],
  ["x = 1; let x: number", undefined],
  ["undefined", undefined],
  ["let y = 1", undefined],
  ["let z = 5; z = 6", "6"]
])("%s shows %s", async (code, expected) => {
  const run = await notebook.run(code);
  expect(run.of("execute_result")[0]?.data["text/plain"]).toBe(expected);
});

test("objects are inspected in colour; a promise is shown, not awaited", async () => {
  const {"text/plain": text} = await bundle("({a: 1, b: [1, {c: 'x'}]})");
  expect(text).toContain("\u001b[");
  expect(plain(text)).toBe("{ a: 1, b: [ 1, { c: 'x' } ] }");
  expect(plain((await bundle("Promise.resolve(5)"))["text/plain"])).toBe("Promise { 5 }");
});

test("a silent cell shows no result, but runs", async () => {
  const run = await notebook.run("globalThis.quietly = 1; 5", {silent: true});
  expect(run.result).toBeUndefined();
  expect(await notebook.value("quietly")).toBe("1");
});

test("under tslab's name, null shows nothing", async () => {
  const tslab = new Notebook({mode: "tslab"});
  expect(await tslab.value("null")).toBeUndefined();
  expect(await tslab.value("0")).toBe("0");
  await tslab.close();
});

describe("values that know how they look", () => {
  test("Symbol.for('Jupyter.display'), also as a promise and with metadata", async () => {
    expect(
      await bundle(
        "({[Symbol.for('Jupyter.display')]() { return {'text/html': '<i>x</i>', 'text/plain': 'x'} }})"
      )
    ).toEqual({"text/html": "<i>x</i>", "text/plain": "x"});
    expect(
      await bundle(
        "class P { async [Symbol.for('Jupyter.display')]() { await 0; return {'text/plain': 'later'} } } new P()"
      )
    ).toEqual({"text/plain": "later"});
    const run = await notebook.run(
      "({[Symbol.for('Jupyter.display')]: () => ({data: {'image/png': 'AA=='}, metadata: {'image/png': {width: 3}}})})"
    );
    expect(run.of("execute_result")[0]).toMatchObject({
      data: {"image/png": "AA=="},
      metadata: {"image/png": {width: 3}}
    });
  });

  test("one that throws fails the cell; one with a function in it still shows", async () => {
    expect(
      await notebook.error("({[Symbol.for('Jupyter.display')]() { throw new RangeError('no') }})")
    ).toBe("RangeError: no");
    expect(
      await bundle(
        "({[Symbol.for('Jupyter.display')]: () => ({'application/json': {a: 1, f() {}}})})"
      )
    ).toEqual({"application/json": {a: 1}});
  });

  test("strings are never taken for HTML", async () => {
    expect(Object.keys(await bundle("'<b>bold</b>'"))).toEqual(["text/plain"]);
  });
});

describe("rich defaults", () => {
  test("a list of objects is a table, as text as well; its text is escaped", async () => {
    const {"text/html": html, "text/plain": text} = await bundle(
      "[{name: '<a>', n: 1}, {name: 'b', n: null, extra: true}]"
    );
    expect(html).toContain("<th></th><th>name</th><th>n</th><th>extra</th>");
    expect(html).toContain('<td>&lt;a&gt;</td><td style="text-align: right">1</td><td></td>');
    expect(plain(text)).toContain("name: '<a>'");
    const shares = await bundle("[{share: 12 / 13}, {share: 1234567}]");
    expect(shares["text/html"]).toContain(">0.923077</td>");
    expect(shares["text/html"]).toContain(">1234567</td>");
    expect(plain(shares["text/plain"])).toContain("0.923076923");
    expect(Object.keys(await bundle("[{a: {}}, {a: {}}]"))).toEqual(["text/plain"]);
  });

  test("numbers in typed arrays come with what they are like", async () => {
    expect(
      plain((await bundle("Float32Array.from({length: 100}, (_, i) => i)"))["text/plain"])
    ).toMatch(/^Float32Array\(100\)[\s\S]*80 more items[\s\S]*min 0, max 99, mean 49.5$/);
    expect(plain((await bundle("new Uint8Array([1, 2])"))["text/plain"])).toBe(
      "Uint8Array(2) [ 1, 2 ]"
    );
  });

  test("bytes of an image are that image", async () => {
    const png = "Buffer.from('89504e470d0a1a0a', 'hex')";
    expect(await bundle(png)).toEqual({
      "image/png": "iVBORw0KGgo=",
      "text/plain": "image/png, 8 bytes"
    });
    expect(Object.keys(await bundle("new Uint8Array([0xff, 0xd8, 0xff, 0xe0])"))[0]).toBe(
      "image/jpeg"
    );
  });

  test("an error as a value is its text", async () => {
    expect(plain((await bundle("new TypeError('kept')"))["text/plain"])).toContain(
      "TypeError: kept"
    );
  });
});

describe("tensors", () => {
  beforeAll(async () => {
    await notebook.value('import * as tf from "@tensorflow/tfjs"');
  });

  test("a matrix is its shape, type, range and values", async () => {
    const data = await bundle("tf.tensor2d([[1, 2], [3, 4]])");
    expect(Object.keys(data)).toEqual(["text/plain"]);
    expect(data["text/plain"]).toBe(
      "Tensor float32 [2, 2]: min 1, max 4, mean 2.5\n    [[1, 2],\n     [3, 4]]"
    );
    expect((await bundle("tf.scalar(7, 'int32')"))["text/plain"]).toContain(
      "Tensor int32 []: min 7"
    );
    expect((await bundle("tf.tensor1d(['a'])"))["text/plain"]).toContain("Tensor string [1]");
    expect((await bundle("const gone = tf.scalar(1); gone.dispose(); gone"))["text/plain"]).toBe(
      "Tensor float32 [], disposed"
    );
  });

  test("what looks like a picture is one, pixel for pixel", async () => {
    const data = await bundle(
      "tf.tensor3d(Array.from({length: 8 * 9 * 3}, (_, i) => i % 256), [8, 9, 3], 'int32')"
    );
    expect(data["text/html"]).toContain('width="216" height="192"');
    expect(data["text/html"]).toContain("Tensor int32 [8, 9, 3]: min 0, max 215");
    const file = Buffer.from(data["image/png"] as string, "base64");
    expect([file.readUInt32BE(16), file.readUInt32BE(20), file[25]]).toEqual([9, 8, 2]);
    const rows = inflateSync(file.subarray(file.indexOf("IDAT") + 4, file.length - 16));
    expect([...rows.subarray(0, 6)]).toEqual([0, 0, 1, 2, 3, 4]);
    expect(rows[28 + 1]).toBe(27);
  });

  test("grey values from 0 to 1 are black to white, other ranges are stretched", async () => {
    const pixels = async (code: string): Promise<number[]> => {
      const file = Buffer.from((await bundle(code))["image/png"] as string, "base64");
      const rows = inflateSync(file.subarray(file.indexOf("IDAT") + 4, file.length - 16));
      return [rows[1], rows[8]];
    };
    expect(await pixels("tf.linspace(0.2, 1, 64).reshape([8, 8])")).toEqual([
      51,
      Math.round(255 * (0.2 + (0.8 * 7) / 63))
    ]);
    expect(await pixels("tf.linspace(-1, 1, 64).reshape([1, 8, 8, 1])")).toEqual([
      0,
      Math.round((255 * 7) / 63)
    ]);
  });
});

describe("user expressions", () => {
  test("each is a result or an error, and may use the notebook's names", async () => {
    const {outcome} = await notebook.run("const seven = 7", {
      userExpressions: {good: "seven + 1", bad: "nothing.x", wrong: "1 +"}
    });
    expect(outcome).toMatchObject({
      status: "ok",
      userExpressions: {
        good: {status: "ok", data: {"text/plain": "8"}},
        bad: {status: "error", ename: "ReferenceError"},
        wrong: {status: "error", ename: "SyntaxError"}
      }
    });
  });
});
