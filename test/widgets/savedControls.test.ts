import {expect, test} from "vitest";
import {savedControls} from "../../src/widgets/savedControls.ts";

/** As JupyterLab saves it: what is as the model says is left out. */
const saved = {
  version_major: 2,
  version_minor: 0,
  state: {
    box: {
      model_name: "VBoxModel",
      state: {children: ["a", "b", "c", "d", "e", "f"].map((id) => `IPY_MODEL_${id}`)}
    },
    a: {
      model_name: "IntSliderModel",
      state: {description: "size", max: 7, min: 1, step: 2, value: 5}
    },
    b: {model_name: "DropdownModel", state: {_options_labels: ["valid", "same"], index: 1}},
    c: {model_name: "CheckboxModel", state: {description: "bias"}},
    d: {model_name: "ButtonModel", state: {description: "Train"}},
    e: {
      model_name: "FloatLogSliderModel",
      state: {description: "rate", min: -3, max: -1, value: 0.01}
    },
    f: {
      model_name: "OutputModel",
      state: {
        outputs: [
          {output_type: "stream", name: "stdout", text: ["one\n", "two\n"]},
          {output_type: "error", ename: "RangeError", evalue: "too large", traceback: []}
        ]
      }
    }
  }
};

test("controls of a file say what they were set to, and what they have printed", () => {
  expect(savedControls(saved, "box")).toEqual({
    controls: [
      "size: 5 (1 to 7 in steps of 2)",
      "Dropdown: same (of valid, same)",
      "bias: off",
      "[ Train ]",
      "rate: 0.01 (0.001 to 0.1)"
    ],
    text: "one\ntwo\nRangeError: too large\n"
  });
});

test("of what is not in the file there is nothing to say", () => {
  expect(savedControls(saved, "other")).toBeUndefined();
  expect(savedControls({}, "box")).toBeUndefined();
});
