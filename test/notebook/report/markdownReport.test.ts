import {expect, test} from "vitest";
import {drawFigures} from "../../../src/notebook/report/drawFigures.ts";
import {exportNotebook, zipped} from "../../../src/notebook/report/exporters.ts";
import {markdownReport} from "../../../src/notebook/report/markdownReport.ts";
import {needs} from "../../tools.ts";
import {code, everything, markdown, notebookOf, pixel, plotBundle, stream} from "./fixture.ts";

test("the same notebook gives the same Markdown, with figures in words where no browser draws them", async () => {
  const {text, undrawn} = await markdownReport(everything(), {name: "everything"});
  expect((await markdownReport(everything(), {name: "everything"})).text).toBe(text);
  expect(undrawn).toBe(3);
  expect(text).toContain(
    "> **Figure 1** (in words; the HTML report draws it). Convolution, step by step."
  );
  expect(text).toContain("![A red point.](everything_files/figure-4.png)");
  expect(text).toContain("**RangeError**: conv2d: kernel expects 3 input channels");
  expect(text).toContain("<summary>Solution</summary>");
  expect(text).toContain("<summary>All 200 lines</summary>");
  expect(text).not.toContain("\u001b");
});

test("figures are drawn by a browser as pictures beside the text, the same twice", async (context) => {
  needs(context, "chromium");
  const notebook = notebookOf(
    code("f", [plotBundle("lossCurves")]),
    code("g", [plotBundle("filters")])
  );
  const first = await exportNotebook(notebook, {to: "md", name: "two"});
  expect(first.notes).toEqual([]);
  expect([...first.files.keys()]).toEqual(["two_files/figure-1.png", "two_files/figure-2.png"]);
  const [picture] = first.files.values();
  const {width, height} = size(picture);
  expect(width).toBeGreaterThan(1200);
  expect(height).toBeGreaterThan(500);
  const again = await drawFigures(notebook);
  expect(Buffer.compare(again[0]!, picture)).toBe(0);
  expect(Buffer.compare(zipped("two.md", first), zipped("two.md", first))).toBe(0);
});

test("a figure's own picture serves where nothing draws it; attachments and files become files beside it", async () => {
  const {text, files} = await markdownReport(
    notebookOf(
      markdown("![a](attachment:dot.png) ![b](pictures/b.png) ![c](https://x.example/c.png)", {
        attachments: {"dot.png": {"image/png": pixel}}
      }),
      code("f", [{...plotBundle("image"), "image/png": pixel}]),
      code("g", [stream("```\nfence\n```\n")])
    ),
    {name: "n", readImage: (place) => (place === "pictures/b.png" ? Buffer.from("b") : undefined)}
  );
  expect([...files.keys()]).toEqual(["n_files/dot.png", "n_files/b.png", "n_files/figure-1.png"]);
  expect(text).toContain("![a](n_files/dot.png) ![b](n_files/b.png) ![c](https://x.example/c.png)");
  expect(text).toContain("````text\n```\nfence\n```\n````");
});

function size(png: Uint8Array): {width: number; height: number} {
  const view = new DataView(png.buffer, png.byteOffset);
  return {width: view.getUint32(16), height: view.getUint32(20)};
}
