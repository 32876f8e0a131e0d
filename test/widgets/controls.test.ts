import {describe, expect, test} from "vitest";
import {
  anyWidget,
  checkbox,
  dropdown,
  floatLogSlider,
  floatSlider,
  hbox,
  interact,
  intRangeSlider,
  intSlider,
  intText,
  progressBar,
  selectMultiple,
  tabs,
  text,
  toControl
} from "../../src/widgets/index.ts";

describe("controls", () => {
  test("a slider begins at its least value, and says of itself what it is", () => {
    const size = intSlider({min: 1, max: 7, step: 2, description: "size"});
    expect(size.value).toBe(1);
    expect(size.words()).toBe("size: 1 (1 to 7 in steps of 2)");
    size.value = 5;
    expect(size.get("value")).toBe(5);
  });

  test("handlers hear of changes, with the value before, until they no longer want to", () => {
    const size = intSlider({max: 9});
    const heard: [number, number][] = [];
    const stop = size.onChange((value, previous) => heard.push([value, previous]));
    size.value = 4;
    size.value = 4;
    size.value = 2;
    stop();
    size.value = 3;
    expect(heard).toEqual([
      [4, 0],
      [2, 4]
    ]);
  });

  test("what does not fit is refused, with the values", () => {
    expect(() => intSlider({min: 3, max: 1})).toThrow(
      "intSlider: min is at most max, but got min 3 and max 1"
    );
    expect(() => intSlider({value: 1.5, max: 3})).toThrow("value is a whole number, but got 1.5");
    expect(() => floatSlider({value: 2, max: 1})).toThrow("value is from 0 to 1, but got 2");
    expect(() => floatSlider({step: 0})).toThrow("step is more than 0, but got 0");
    expect(() => (intSlider({max: 3}).value = 4)).toThrow("value is from 0 to 3, but got 4");
    expect(() => intRangeSlider({value: [5, 2]})).toThrow("value is from 5 to 100, but got 2");
    expect(() => intText({min: 1})).toThrow("min and max come together");
    expect(() => progressBar({max: 10, value: 11})).toThrow("progressBar");
    expect(() => dropdown({options: ["a"], value: "b" as "a"})).toThrow(
      'dropdown: value is one of a, but got "b"'
    );
    expect(() => dropdown({options: []})).toThrow("there is something to choose from");
    expect(() => intSlider({vlaue: 3} as never)).toThrow(/IntSlider: it has .*, but no "vlaue"/);
    expect(() => anyWidget({esm: "", state: {_esm: 1}})).toThrow("anyWidget");
  });

  test("choices are kept by their place, and read as values", () => {
    const size = dropdown({options: {small: 3, large: 7}, value: 7});
    expect([size.value, size.get("index"), size.get("_options_labels")]).toEqual([
      7,
      1,
      ["small", "large"]
    ]);
    size.value = 3;
    expect(size.get("index")).toBe(0);
    const both = selectMultiple({options: ["cat", "dog"], value: ["dog"]});
    both.value = ["cat", "dog"];
    expect(both.get("index")).toEqual([0, 1]);
  });

  test("a power's ends may be taken although floating point misses them", () => {
    expect(floatLogSlider({value: 1e-5, min: -5, max: -1}).value).toBe(1e-5);
    expect(() => floatLogSlider({value: 1, min: -5, max: -1})).toThrow("floatLogSlider");
  });

  test("a box holds widgets, and closes them", () => {
    const [a, b] = [intSlider({description: "a"}), checkbox({description: "b"})];
    const box = hbox([a, b]);
    expect(box.words()).toBe("a: 0 (0 to 100) · b: off");
    expect(box.description()).toMatchObject({
      state: {children: [`IPY_MODEL_${a.id}`, `IPY_MODEL_${b.id}`]}
    });
    box.close();
    expect([a.isClosed, b.isClosed, box.isClosed]).toEqual([true, true, true]);
    expect(tabs({First: text(), Second: text()}).get("titles")).toEqual(["First", "Second"]);
  });
});

describe("what stands for a control", () => {
  test.each([
    ["[min, max, step] begins near the middle, on a step", [1, 7, 2], "IntSlider", 3],
    ["[min, max]", [0, 10], "IntSlider", 5],
    ["with fractions", [0, 1, 0.1], "FloatSlider", 0.5],
    ["a whole number", 10, "IntSlider", 10],
    ["a fraction", 0.5, "FloatSlider", 0.5],
    ["zero", 0, "IntSlider", 0],
    ["words", ["valid", "same"], "Dropdown", "valid"],
    ["words for values", {small: 3, large: 7}, "Dropdown", 3],
    ["a boolean", true, "Checkbox", true],
    ["a text", "cat", "Text", "cat"]
  ])("%s", (_, abbreviation, model, value) => {
    const control = toControl("x", abbreviation);
    expect(control.get("_model_name")).toBe(`${model}Model`);
    expect(control.label).toBe("x");
    if (typeof value === "number") expect(control.value).toBeCloseTo(value, 12);
    else expect(control.value).toBe(value);
  });

  test("a number's slider goes around it as ipywidgets' does", () => {
    const bounds = [10, -10, 0].map((number) => {
      const slider = toControl("x", number);
      return [slider.get("min"), slider.get("max")];
    });
    expect(bounds).toEqual([
      [-10, 30],
      [-30, 10],
      [0, 1]
    ]);
  });

  test("a control stands for itself and gets the name where it has none", () => {
    const [named, nameless] = [intSlider({description: "size"}), intSlider()];
    expect(toControl("x", named)).toBe(named);
    expect(toControl("x", nameless).label).toBe("x");
    expect(named.label).toBe("size");
  });

  test.each([
    [[], "interact: x is a list of choices, but got an empty one"],
    [[16, 32, 64, 128], "numbers to choose from are dropdown({options: [16,32,64,128]})"],
    [[7, 1], "interact: x goes from min up to max, with a step that fits between, but got [7,1]"],
    [[16, 32, 64], "with a step that fits between, but got [16,32,64]"],
    [Number.NaN, "interact: x is a finite number, but got NaN"],
    [null, "or a control, but got null"],
    [() => 1, "or a control, but got a function"]
  ])("%j stands for none", (abbreviation, message) => {
    expect(() => toControl("x", abbreviation)).toThrow(message);
  });

  test("without a notebook, interact prints what is drawn with the first values", () => {
    const printed: unknown[] = [];
    const {log} = console;
    console.log = (value) => printed.push(value);
    try {
      const {values} = interact(
        {size: [1, 7, 2], padding: ["valid", "same"]},
        ({size, padding}) => ({
          [Symbol.for("Jupyter.display")]: () => ({"text/plain": `${size} ${padding}`})
        })
      );
      expect(values).toEqual({size: 3, padding: "valid"});
    } finally {
      console.log = log;
    }
    expect(printed).toEqual(["3 valid"]);
  });
});
