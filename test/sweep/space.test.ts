import {expect, test} from "vitest";
import {parseParameters} from "../../src/notebook/parameters.ts";
import {readSpace, spaceOfNotebook} from "../../src/sweep/readSpace.ts";
import {type SpaceSpec, toSpace} from "../../src/sweep/space.ts";

test("a space is checked, and what is left out is filled in", () => {
  expect(
    toSpace({
      rate: {type: "log", min: 1e-4, max: 1e-1},
      dropout: {type: "float", min: 0, max: 0.5, step: 0.2},
      units: {type: "integer", min: 8, max: 64, step: 8},
      batch: {type: "integer", min: 1, max: 64, scale: "log"},
      filters: [8, 16],
      pooling: {type: "choice", values: ["max", "average"]},
      bias: {type: "boolean"},
      epochs: 3
    })
  ).toEqual({
    rate: {kind: "float", low: 1e-4, high: 0.1, log: true, points: 5},
    dropout: {kind: "float", low: 0, high: 0.4, log: false, step: 0.2, points: 5},
    units: {kind: "integer", low: 8, high: 64, log: false, step: 8},
    batch: {kind: "integer", low: 1, high: 64, log: true, step: 1},
    filters: {kind: "categorical", choices: [8, 16]},
    pooling: {kind: "categorical", choices: ["max", "average"]},
    bias: {kind: "categorical", choices: [false, true]},
    epochs: {kind: "categorical", choices: [3]}
  });
});

test.each<[string, unknown]>([
  ["space: at least one parameter is expected, but got {}", {}],
  ["space: parameters by name are expected, but got [1]", [1]],
  [
    'space: a: type is one of choice, boolean, float, log, integer, but got "lgo"',
    {a: {type: "lgo"}}
  ],
  ["space: a: values are one or more, but got []", {a: []}],
  ["space: a: a value is there once, but 8 is there twice", {a: [8, 16, 8]}],
  ["space: a: a value is a number, text, true or false, but got {}", {a: [{}]}],
  ["space: a: min of a log scale is above 0, but got 0", {a: {type: "log", min: 0, max: 1}}],
  ["space: a: min is at most max, but got 2 and 1", {a: {type: "float", min: 2, max: 1}}],
  ["space: a: max is a number, but got nothing", {a: {type: "float", min: 2}}],
  ["space: a: min is a whole number, but got 0.5", {a: {type: "integer", min: 0.5, max: 1}}],
  ["space: a: step is a number above 0, but got 0", {a: {type: "float", min: 0, max: 1, step: 0}}],
  [
    'space: a: an option of type "log" is one of min, max, points, but got "step"',
    {a: {type: "log", min: 1, max: 2, step: 1}}
  ],
  ["space: a: a list of values or {type: …} is expected, but got null", {a: null}]
])("a space that cannot be is refused by name: %s", (message, spec) => {
  expect(() => toSpace(spec as SpaceSpec)).toThrow(message);
});

const declared =
  parseParameters(`const rate = 0.01; // @param {type:"number", min:1e-4, max:1, scale:"log"}
const epochs = 3; // @param {type:"integer", min:1, max:9, step:2}
const pooling = "max"; // @param ["max", "average"]
const bias = true; // @param {type:"boolean"}
const share = 0.5; // @param {type:"number", min:0, max:1}
const note = "x"; // @param {type:"string"}
const seed = 1;`);

test("a notebook's own annotations span a space", () => {
  expect(spaceOfNotebook(declared)).toEqual({
    rate: {type: "log", min: 1e-4, max: 1},
    epochs: {type: "integer", min: 1, max: 9, step: 2},
    pooling: ["max", "average"],
    bias: {type: "boolean"},
    share: {type: "float", min: 0, max: 1}
  });
});

test("a command line names ranges, choices, or a parameter of the notebook", () => {
  const texts = ["lr=log:1e-4:1e-1", "filters=8,16", "kind=max,average", "bias=true,false"];
  expect(readSpace([...texts, "units=int:8:64:8", "batch=logint:1:64"])).toEqual({
    lr: {type: "log", min: 1e-4, max: 0.1},
    filters: [8, 16],
    kind: ["max", "average"],
    bias: [true, false],
    units: {type: "integer", min: 8, max: 64, step: 8},
    batch: {type: "integer", min: 1, max: 64, scale: "log"}
  });
  expect(readSpace(["rate", "dropout=float:0:0.5"], declared)).toEqual({
    rate: {type: "log", min: 1e-4, max: 1},
    dropout: {type: "float", min: 0, max: 0.5}
  });
});

test.each([
  ["-p takes name=space, but got 3=4", ["3=4"]],
  ["-p gives a twice", ["a=1,2", "a=3"]],
  ["-p a: log:MIN:MAX,", ["a=log:1"]],
  ["but got log:x:2", ["a=log:x:2"]],
  ["but it has no parameter of that name", ["depth"]],
  ["but it says neither", ["seed"]]
])("a slip on the command line is told: %s", (message, texts) => {
  expect(() => readSpace(texts, declared)).toThrow(message);
});
