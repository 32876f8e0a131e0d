// An executed notebook with every kind of output, the figures those of the library.
import {readFileSync} from "node:fs";
import {template} from "../../../src/cnn/plot/theme.ts";
import type {Cell, CodeCell, Notebook} from "../../../src/notebook/notebook.ts";

type Bundle = Record<string, unknown>;

/** A figure's MIME bundle, as the library writes it. */
export function plotBundle(name: string): Bundle {
  const file = new URL(`../../output/plot/${name}.json`, import.meta.url);
  const {alt, ...spec} = JSON.parse(readFileSync(file, "utf8")) as Bundle;
  // The golden files leave out the theme, which is the same in all.
  spec.layout = {...(spec.layout as Bundle), template};
  return {"application/vnd.plotly.v1+json": spec, "text/plain": alt};
}

export function markdown(source: string, cell: Partial<Cell> = {}): Cell {
  return {cell_type: "markdown", metadata: {}, source, ...cell} as Cell;
}

/** A code cell that displayed the bundles. */
export function code(
  source: string,
  outputs: Bundle[] = [],
  metadata: CodeCell["metadata"] = {}
): CodeCell {
  return {
    cell_type: "code",
    execution_count: 1,
    metadata,
    source,
    outputs: outputs.map((output) =>
      "output_type" in output ? output : {output_type: "display_data", metadata: {}, data: output}
    ) as CodeCell["outputs"]
  };
}

export function stream(text: string, name = "stdout"): Bundle {
  return {output_type: "stream", name, text};
}

export function notebookOf(...cells: Cell[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: {name: "convnotes", display_name: "TypeScript", language: "typescript"},
      language_info: {name: "typescript"}
    },
    cells: cells.map((cell, index) => ({...cell, id: `cell-${index + 1}`}))
  };
}

/** Red, one pixel. */
export const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/** A report's worth of everything. */
export function everything(): Notebook {
  return notebookOf(
    markdown(
      [
        "# Convolution, and everything else",
        "",
        "A filter $w$ slides over an image $x$, and gives $y_{ij} = \\sum_{a,b} x_{i+a,j+b}\\,w_{ab}$. It costs",
        "from $5 to $10, *not more*; see [the end](#The-End) and `ndarray`.",
        "",
        "$$",
        "\\frac{\\partial L}{\\partial w_{ab}} = \\sum_{i=0}^{H-1} \\sum_{j=0}^{W-1} \\frac{\\partial L}{\\partial y_{ij}}\\, x_{i+a,j+b}, \\qquad \\mathbb{E}[\\mathcal{L}] = \\left( \\frac{1}{N} \\sum_n \\ell_n \\right)^{2} + \\lambda \\lVert \\mathbf{w} \\rVert_2^2 + \\text{a long tail} + \\mathfrak{R}(\\boldsymbol\\theta)",
        "$$",
        "",
        "| layer | output | parameters | what it does | why | who found it first |",
        "| --- | --- | ---: | --- | --- | --- |",
        "| conv2d | 28×28×6 | 156 | finds edges | translation | Fukushima 1980, LeCun 1989 |",
        "| averagePooling2d | 14×14×6 | 0 | summarises | robustness | the same |",
        "",
        "```ts",
        "const shown: number[] = [1, 2, 3]; // not run",
        "```"
      ].join("\n")
    ),
    markdown("## Parameters\n\nChange them and run again."),
    code(
      'const epochs = 3; // @param {type:"integer", min:1, max:10} passes over the data\nconst seed = 1;',
      [],
      {tags: ["parameters"]}
    ),
    markdown("## Figures with $\\sqrt{2}$ steps"),
    code("plot.convolutionSteps(x, kernel, steps)", [plotBundle("convolutionSteps")]),
    code("plot.lossCurves(history)", [plotBundle("lossCurves")]),
    code("plot.filters(model)", [plotBundle("filters")]),
    markdown("### Pictures in colour"),
    code("plot.image(photo)", [
      {"image/png": pixel, "text/plain": "A red point."},
      {
        "image/svg+xml":
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 4" width="180"><rect width="9" height="4" fill="teal"/></svg>'
      }
    ]),
    markdown("## Text"),
    code("console.log(lines)", [
      stream(
        Array.from({length: 200}, (_, i) => `line ${i + 1} of a long output`).join("\n") + "\n"
      ),
      stream("\u001b[33mwarning\u001b[0m: slow\n", "stderr"),
      stream("epoch 1\repoch 2\repoch 3 done\n✓ 5.3 max pool gives [[5,3],[7,4]]\n")
    ]),
    code("summary(model)", [
      {
        "text/html":
          '<table><caption style="text-align: left">Model “lenet5”</caption><thead><tr><th scope="col" style="text-align: left; white-space: nowrap">Layer</th><th style="text-align: right; font-variant-numeric: tabular-nums">Parameters</th></tr></thead><tbody><tr><td>C1</td><td style="text-align: right">156</td></tr></tbody></table>',
        "text/plain": "lenet5: 156 parameters"
      }
    ]),
    code("result", [
      {
        output_type: "execute_result",
        execution_count: 3,
        metadata: {},
        data: {"text/plain": "[ \u001b[33m1\u001b[39m, \u001b[33m2\u001b[39m ]"}
      },
      {"text/latex": "\\int_0^1 x\\,dx = \\tfrac12"},
      {"application/json": {a: [1, 2]}},
      {"application/vnd.jupyter.widget-view+json": {model_id: "x"}, "text/plain": "Slider(3)"}
    ]),
    markdown("## What went wrong"),
    code("conv2d(x, kernel)", [
      {
        output_type: "error",
        ename: "RangeError",
        evalue:
          "conv2d: kernel expects 3 input channels, but x has 1 (x [28,28,1], kernel [5,5,3,6])",
        traceback: [
          "\u001b[31m\u001b[1mRangeError\u001b[22m\u001b[39m: conv2d: kernel expects 3 input channels, but x has 1 (x [28,28,1], kernel [5,5,3,6])",
          "    at Cell[3]:1:1",
          "      \u001b[31m>\u001b[39m 1 | conv2d(x, kernel)"
        ]
      }
    ]),
    markdown("## Exercises\n\n1. Derive it.\n\n### The End"),
    code("const answer = 42;", [stream("42\n")], {
      tags: ["solution"],
      jupyter: {source_hidden: true}
    })
  );
}
