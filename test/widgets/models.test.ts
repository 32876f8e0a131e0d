import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {expect, test} from "vitest";
import {type Model, models} from "../../src/widgets/models.ts";
import {modelOf, stateOf} from "../../src/widgets/make.ts";
import {Widget} from "../../src/widgets/widget.ts";
import type {ModelName} from "../../src/widgets/models.ts";

interface Attribute {
  name: string;
  default: unknown;
  widget?: string;
}

interface Specified {
  model: {name: string; module: string; version: string};
  view: {name: string | null; module: string; version: string};
  attributes: Attribute[];
}

// What ipywidgets 8 generates from the traits of its classes.
const folder = path.dirname(
  createRequire(import.meta.url).resolve("@jupyter-widgets/schema/package.json")
);
const specification = JSON.parse(
  readFileSync(path.join(folder, "jupyterwidgetmodels.latest.json"), "utf8")
) as Specified[];
const specified = new Map(specification.map((one) => [one.model.name, one]));

/** What the specification writes in words. */
const written = (value: unknown): unknown =>
  value instanceof Widget
    ? "reference to new instance"
    : value instanceof Uint8Array && value.length === 0
      ? "b''"
      : value;

test.each(Object.keys(models) as ModelName[])(
  "%s has the names and first values that ipywidgets gives it",
  (name) => {
    const expected = specified.get(`${name}Model`);
    if (!expected) throw new Error(`ipywidgets has no ${name}Model`);
    const {style} = models[name] as Model;
    const widget = new Widget(modelOf(name), stateOf(name, {}));
    // Its options are values of the program: what goes over the wire is their labels.
    const attributes = expected.attributes.filter((one) => one.name !== "options");
    const state = Object.fromEntries(attributes.map((one) => [one.name, one.default]));
    const ours = (widget.description().state ?? {}) as Record<string, unknown>;
    expect(Object.keys(ours).sort()).toEqual(Object.keys(state).sort());
    for (const key of Object.keys(state))
      expect([key, written(widget.get(key))]).toEqual([key, state[key]]);
    expect(widget.description()).toMatchObject({
      model_module: expected.model.module,
      model_module_version: expected.model.version,
      model_name: expected.model.name
    });
    if (style !== undefined)
      expect(expected.attributes.find((one) => one.name === "style")?.widget).toBe(style);
  }
);
