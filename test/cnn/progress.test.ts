import {Writable} from "node:stream";
import {progress} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {inNotebook} from "./hosts.ts";

/** A stream that keeps what is written, and says of itself that it is a terminal of 60 columns, or a file. */
function stream(isTTY: boolean): {written: string[]; stream: NodeJS.WriteStream} {
  const written: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    }
  });
  const own = Object.assign(sink, {isTTY, columns: 60});
  return {written, stream: own as unknown as NodeJS.WriteStream};
}

const clear = "\r\u001b[2K";

test("progress draws over its own line in a terminal, and ends it when done", () => {
  const {written, stream: terminal} = stream(true);
  const bar = progress({label: "training", total: 4, stream: terminal});
  bar.update(1, "loss 0.5");
  bar.close("loss 0.1");
  expect(written).toEqual([
    `${clear}training ━━━━━━────────────────── 1/4 loss 0.5`,
    `${clear}training ━━━━━━────────────────── 1/4 loss 0.1\n`
  ]);
});

test("progress keeps within the width of the terminal, until the line that stays", () => {
  const {written, stream: terminal} = stream(true);
  const bar = progress({label: "training", total: 4, stream: terminal});
  const note = "a note that is far too long for a terminal of sixty columns";
  bar.update(2, note);
  bar.close();
  expect(written[0].slice(clear.length)).toHaveLength(59);
  expect(written[1]).toContain(`2/4 ${note}\n`);
});

test("progress writes one line into a file, when all is done", () => {
  const {written, stream: file} = stream(false);
  const bar = progress({label: "mnist", total: 11_500_000, stream: file});
  for (let done = 0; done < 10; ++done) bar.update(done);
  expect(written).toEqual([]);
  bar.update(11_500_000);
  bar.close();
  bar.close();
  expect(written).toEqual(["mnist ━━━━━━━━━━━━━━━━━━━━━━━━ 11,500,000/11,500,000\n"]);
});

test("progress does without a total", () => {
  const {written, stream: file} = stream(false);
  const bar = progress({label: "reading", stream: file});
  bar.update(12.25);
  bar.close("files");
  expect(written).toEqual(["reading 12.3 files\n"]);
});

test("progress shows itself once in a notebook and then replaces itself, not too often", async () => {
  await inNotebook(({shown}) => {
    const {written, stream: terminal} = stream(true);
    const bar = progress({label: "training", total: 1000, stream: terminal});
    for (let done = 1; done <= 1000; ++done) bar.update(done);
    bar.close();
    expect(written).toEqual([]);
    expect(shown[0].what).toBe("display");
    expect(shown.slice(1).every(({what}) => what === "update")).toBe(true);
    expect(new Set(shown.map(({id}) => id)).size).toBe(1);
    expect(shown.length).toBeLessThan(20);
    expect(shown.at(-1)?.bundle).toEqual({
      "text/plain": "training ━━━━━━━━━━━━━━━━━━━━━━━━ 1,000/1,000"
    });
  });
});

test("two bars of one notebook are two displays", async () => {
  await inNotebook(({shown}) => {
    for (const label of ["one", "two"]) progress({label}).close();
    expect(new Set(shown.map(({id}) => id)).size).toBe(2);
    expect(shown.map(({what}) => what)).toEqual(["display", "display"]);
  });
});
