import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {describe, expect, test} from "vitest";
import {type Notebook, parseNotebook, serializeNotebook} from "../../src/notebook/notebook.ts";
import {needs} from "../tools.ts";

const rich: Notebook = {
  cells: [
    {
      cell_type: "markdown",
      attachments: {"a.png": {"image/png": "iVBORw0KGgo="}},
      id: "intro",
      metadata: {tags: ["b", "a"]},
      source: "# Ünïcode — “quotes” 🎉\n\nline\n"
    },
    {
      cell_type: "code",
      execution_count: 2,
      id: "code",
      metadata: {"10": 1, "9": 2, "a/b": {}},
      outputs: [
        {output_type: "stream", name: "stdout", text: "one\ntwo"},
        {
          output_type: "display_data",
          data: {
            "application/vnd.plotly.v1+json": {data: [{y: [1, 2.5, -0.25, null]}], layout: {}},
            "image/svg+xml": "<svg>\n</svg>",
            "image/png": "iVBORw0KGgo=\n",
            "text/plain": "figure\nof two lines"
          },
          metadata: {}
        },
        {output_type: "execute_result", execution_count: 2, data: {"text/html": ""}, metadata: {}},
        {output_type: "error", ename: "Error", evalue: "no", traceback: ["a\nb", "c"]}
      ],
      source: "a\nb"
    },
    {cell_type: "raw", id: "raw", metadata: {format: "text/html"}, source: ""}
  ],
  metadata: {
    kernelspec: {name: "convnotes", display_name: "TypeScript", language: "typescript"},
    nested: {b: [[], {}, [{z: 1, a: "\u0001\u2028"}]], a: true}
  },
  nbformat: 4,
  nbformat_minor: 5
};

describe("the canonical text", () => {
  test("is read as what was written, and written as it was read", () => {
    const text = serializeNotebook(rich);
    expect(parseNotebook(text)).toEqual(rich);
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
    expect(text).toContain('"source": [\n    "a\\n",\n    "b"\n   ]');
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("does not depend on the order of keys", () => {
    const turned = JSON.parse(JSON.stringify(rich), (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value
    ) as Notebook;
    expect(serializeNotebook(turned)).toBe(serializeNotebook(rich));
  });

  test("is that of Jupyter's own nbformat, which finds it valid", (context) => {
    needs(context, "nbconvert");
    const folder = mkdtempSync(path.join(tmpdir(), "convnotes-nbformat-"));
    try {
      const file = path.join(folder, "a.ipynb");
      writeFileSync(file, serializeNotebook(rich));
      const script = `import sys, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[1] + ".again")`;
      execFileSync("/usr/bin/python3", ["-c", script, file]);
      expect(readFileSync(`${file}.again`, "utf8")).toBe(readFileSync(file, "utf8"));
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  test("leaves out what belongs to a session, and ids where the version has none", () => {
    const [cell] = rich.cells;
    const old: Notebook = {
      cells: [{...cell, metadata: {trusted: true, tags: []}}],
      metadata: {orig_nbformat: 3, signature: "sha256:…", title: "A"},
      nbformat: 4,
      nbformat_minor: 4
    };
    const {cells, metadata, nbformat_minor} = parseNotebook(serializeNotebook(old));
    expect(metadata).toEqual({title: "A"});
    expect(cells[0].metadata).toEqual({tags: []});
    expect(cells[0]).not.toHaveProperty("id");
    expect(nbformat_minor).toBe(4);
  });

  test("keeps a key that is called __proto__", () => {
    const text = serializeNotebook(rich).replace('"nested"', '"__proto__"');
    expect(text).toContain("__proto__");
    expect(serializeNotebook(parseNotebook(text)).length).toBe(text.length);
  });
});

describe("what is no notebook is refused:", () => {
  const head = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5';
  test.each([
    ["", "expected a notebook, but the notebook is empty"],
    ['{"cells": [', "has an early end in line 1, column 12"],
    ['{\n "a": 1,\n "b" 2\n}', "has 2 in line 3, column 6"],
    ['{"a": "x\ny"}', 'has "\\n" in line 1, column 9'],
    ['{"a": tru}', "has tru} in line 1, column 7"],
    ['{"a": 01}', "has 1} in line 1, column 8"],
    ['{"a": "\\x"}', 'has \\x"} in line 1, column 8'],
    ["{'a': 1}", "has 'a': in line 1, column 2"],
    ['{"a": 1} more', "has more in line 1, column 10"],
    [
      '{\n"a": 1\n<<<<<<< HEAD\n',
      "line 3, column 1; this is the mark of a merge that is not finished"
    ],
    ["[]", "a notebook is a JSON object, but got []"],
    ["{}", "a notebook has nbformat and cells, but got {}"],
    [
      '{"nbformat": 3, "worksheets": []}',
      "nbformat is 4 (saving it in Jupyter, or jupyter nbconvert, brings it to 4), but got 3"
    ],
    ['{"nbformat": 5, "cells": []}', "nbformat is 4, but got 5"],
    ['{"nbformat": 4, "cells": []}', "nbformat_minor is a whole number, but got nothing"],
    [`{${head}}`, "cells is an array, but got nothing"],
    [`{${head}, "cells": [1]}`, "cells[0] is an object, but got 1"],
    [
      `{${head}, "cells": [{"cell_type": "heading"}]}`,
      'cells[0].cell_type is code, markdown or raw, but got "heading"'
    ],
    [
      `{${head}, "cells": [{"cell_type": "raw", "source": [1]}]}`,
      "cells[0].source is text or an array of lines, but got [1]"
    ],
    [
      `{${head}, "cells": [{"cell_type": "raw", "source": ""}]}`,
      "cells[0].metadata is an object, but got nothing"
    ],
    [
      `{${head}, "cells": [{"cell_type": "code", "source": "", "metadata": {}, "outputs": [{}]}]}`,
      "cells[0].outputs[0] is an object with output_type, but got {}"
    ]
  ])("%j", (text, message) => {
    expect(() => parseNotebook(text)).toThrow(message);
  });

  test("JSON as deep as it is long does not overflow the stack", () => {
    expect(() => parseNotebook("[".repeat(1e6))).toThrow("column 1000001");
  });
});
