import {expect, test} from "vitest";
import {
  allowed,
  checkParameter,
  checkParameters,
  injectedSource,
  type Parameter,
  parseParameters,
  quickValues
} from "../../src/notebook/parameters.ts";

const source = `// What you may change.
const epochs = 3; // @param {type:"integer", min:1, max:10, default:3, quick:1} passes over the data
const learningRate = 1e-3; // @param {type:"number", min:1e-5, max:1, scale:"log"} step of the optimizer
let units = 1_0; //@param {type:"slider", min:2, max:64, step:2}
const pooling: "max" | "average" = "max"; // @param ["max", "average"] {quick:"average"} // kind of pooling
const useBias = true; // @param {type:'boolean',}
const note = 'it\\'s "so"'; // @param
const seed = 42; // where chance starts
const rate = 1 / 8;
const inner = () => {
  const depth = 2;
};`;
const parameters = parseParameters(source);
const named = (name: string): Parameter => parameters.find((each) => each.name === name)!;

test("a line is a parameter with its type, its range and its label", () => {
  expect(named("epochs")).toEqual({
    name: "epochs",
    type: "integer",
    value: 3,
    default: 3,
    quick: 1,
    label: "passes over the data",
    min: 1,
    max: 10,
    isSlider: false,
    isAnnotated: true,
    line: 2,
    start: source.indexOf("3; // @param"),
    end: source.indexOf("; // @param"),
    declaration: "const epochs = "
  });
  expect(named("learningRate")).toMatchObject({type: "number", min: 1e-5, scale: "log"});
  expect(named("units")).toMatchObject({type: "integer", value: 10, step: 2, isSlider: true});
  expect(named("pooling")).toMatchObject({choices: ["max", "average"], label: "kind of pooling"});
  expect(named("useBias")).toMatchObject({type: "boolean", value: true, label: ""});
  expect(named("note").value).toBe(`it's "so"`);
});

test("a plain line is a parameter of its value's type; what is no value, or not at the start, is none", () => {
  const names = "epochs learningRate units pooling useBias note seed";
  expect(parameters.map(({name}) => name).join(" ")).toBe(names);
  expect(named("seed")).toMatchObject({
    type: "number",
    label: "where chance starts",
    isAnnotated: false
  });
});

test("an edited line still knows the author's value", () => {
  const [epochs] = parseParameters("const epochs = 99; // @param {default:3, max:10}");
  expect(epochs).toMatchObject({value: 99, default: 3, max: 10});
});

test("a slider whose steps are no whole numbers takes any number", () => {
  const type = (options: string): string =>
    parseParameters(`const a = 1; // @param {type:"slider", min:0, max:2${options}}`)[0].type;
  expect([type(""), type(", step:0.1"), type(", step:1")]).toEqual([
    "integer",
    "number",
    "integer"
  ]);
});

test.each([
  ["epochs", "5", 5],
  ["epochs", 10, 10],
  ["learningRate", "1e-2", 0.01],
  ["learningRate", ".5", 0.5],
  ["pooling", "average", "average"],
  ["useBias", "false", false],
  ["note", "12", "12"],
  ["note", "", ""],
  ["seed", "-1_000", -1000]
])("%s takes %j", (name, given, value) => {
  expect(checkParameter(named(name), given)).toBe(value);
});

test.each([
  ["epochs", "11", 'epochs is a whole number from 1 to 10, but got "11"'],
  ["epochs", 2.5, "epochs is a whole number from 1 to 10, but got 2.5"],
  ["epochs", "", 'epochs is a whole number from 1 to 10, but got ""'],
  ["epochs", "0x3", 'epochs is a whole number from 1 to 10, but got "0x3"'],
  ["learningRate", "NaN", 'learningRate is a number from 0.00001 to 1, but got "NaN"'],
  ["learningRate", Infinity, "learningRate is a number from 0.00001 to 1, but got Infinity"],
  [
    "pooling",
    "averge",
    'pooling is one of "max", "average", but got "averge" (did you mean average?)'
  ],
  ["useBias", "yes", 'useBias is true or false, but got "yes"'],
  ["note", 12, "note is text, but got 12"],
  ["seed", true, "seed is a number, but got true"],
  ["seed", undefined, "seed is a number, but got undefined"]
])("%s refuses %j, saying what it takes", (name, given, message) => {
  expect(() => checkParameter(named(name), given)).toThrow(new RangeError(message));
});

test("a name that is not there is refused with the nearest that is", () => {
  expect(() => checkParameters(parameters, {epcohs: 1})).toThrow(
    "parameters are epochs, learningRate, units, pooling, useBias, note, seed, but got epcohs (did you mean epochs?)"
  );
  expect(() => checkParameters(parameters, {momentum: 1})).toThrow(/but got momentum$/);
  expect(() => checkParameters([], {a: 1})).toThrow("there are no parameters, but got a");
});

test("a quick run takes what the author says, and the rest as it is", () => {
  expect(quickValues(parameters)).toEqual({epochs: 1, pooling: "average"});
});

test("injected code declares as the author did, in the same order, with the type of what is allowed", () => {
  expect(injectedSource(parameters, {pooling: "average", note: 'a"\n', seed: 1, epochs: "7"})).toBe(
    '// Parameters\nconst epochs: number = 7;\nconst pooling: "max" | "average" = "average";\nconst note: string = "a\\"\\n";\nconst seed = 1;'
  );
  expect(() => injectedSource(parameters, {epochs: 0})).toThrow(RangeError);
});

test("allowed values are told in words", () => {
  const words = (options: string): string =>
    allowed(parseParameters(`const a = 1; // @param ${options}`)[0]);
  expect(words("{}")).toBe("a number");
  expect(words("{min:0}")).toBe("a number of at least 0");
  expect(words('{type:"integer", max:9}')).toBe("a whole number of at most 9");
  expect(words("[1, 2]")).toBe("one of 1, 2");
});

test.each([
  [
    'const a = 1; // @param {type:"integr"}',
    'a (line 1): type is integer, number, slider, boolean, string, but got "integr"'
  ],
  [
    "\nconst a = 1; // @param {mim:1}",
    "a (line 2): options are type, min, max, step, scale, default, quick, allow-input, placeholder, isTemplate, but got mim (did you mean min?)"
  ],
  ["const a = 1; // @param {min:1", 'a (line 1): expected ",", but got the line\'s end'],
  ["const a = 1; // @param {min 1}", 'a (line 1): expected ":", but got "1}"'],
  [
    "const a = 1; // @param {min:one}",
    'a (line 1): expected a number, text in quotes, true or false, but got "one}"'
  ],
  ['const a = 1; // @param {min:"1"}', 'a (line 1): min is a number, but got "1"'],
  ['const a = 1; // @param ["x"]', "a (line 1): the value is a string, but got 1"],
  ['const a = "x"; // @param ["x", 1]', 'a (line 1): choices are of one type, but got ["x",1]'],
  [
    'const a = 1.5; // @param {type:"integer"}',
    "a (line 1): the value is a whole number, but got 1.5"
  ],
  ["const a = 1; // @param {min:3, max:2}", "a (line 1): min is at most max, but got 3 and 2"],
  [
    "const a = 1; // @param {default:9, max:2}",
    "a (line 1): default is a number of at most 2, but got 9"
  ],
  [
    "const a = 1; // @param {quick:9, max:2}",
    "a (line 1): quick is a number of at most 2, but got 9"
  ],
  [
    'const a = 1; // @param {scale:"log"}',
    "a (line 1): a log scale has a min above 0, but got none"
  ],
  ['const a = 1; // @param {type:"slider"}', "a (line 1): a slider has min and max"],
  ['const a = "x"; // @param {min:1}', "a (line 1): only numbers have min, but the type is string"],
  ["const a = 1, b = 2; // @param", "line 1 is const a = 1, b = 2; // @param"],
  ["const a = 1 / 8; // @param", "line 1 is const a = 1 / 8; // @param"],
  ["const a = 1;\nconst a = 2;", "a name is declared once, but a (line 2) is there twice"]
])("an author's slip is named with its line: %s", (given, message) => {
  expect(() => parseParameters(given)).toThrow(message);
});
