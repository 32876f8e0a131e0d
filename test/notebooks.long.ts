import {assets} from "@convnotes/cnn";
import {beforeAll, describe, expect, test} from "vitest";
import type {Notebook} from "../src/notebook/notebook.ts";
import {type Parameter, type ParameterValue} from "../src/notebook/parameters.ts";
import {parametersOf} from "../src/notebook/run/inject.ts";
import {claims, lectures, rowsOf, runLecture, runLectures, troubles} from "./lectures.ts";

describe("with the author's parameters", () => {
  let executed: Map<string, Notebook>;
  beforeAll(async () => {
    // One after another: some of them measure time.
    executed = await runLectures([]);
  }, 60 * 60_000);

  test("what lecture 16 downloads is what `data fetch applications` brings", () => {
    const {convnotes} = executed.get("16-applications")!.metadata as {
      convnotes: {run: {data: {name: string}[]}};
    };
    const brought = assets.assetsNamed("applications").map(({name}) => name);
    expect(convnotes.run.data.map(({name}) => name).toSorted()).toEqual(brought.toSorted());
  });

  describe.each(lectures)("lecture $name", (lecture) => {
    test("runs to its end without an error", () => {
      expect(troubles(executed.get(lecture.name)!)).toEqual([]);
    });

    test.each(rowsOf(lecture))("row %s holds", (row) => {
      const {held, unchecked} = claims(executed.get(lecture.name)!);
      expect(held).toContain(row);
      expect(unchecked).not.toContain(row);
    });
  });
});

const smallest = ({min, choices}: Parameter): ParameterValue | undefined => choices?.[0] ?? min;
/** What a quick run makes less of would take hours at its largest. */
const largest = ({max, choices, quick}: Parameter): ParameterValue | undefined =>
  quick ?? choices?.at(-1) ?? max;

describe.each([
  ["smallest", smallest],
  ["largest", largest]
])("with every parameter at its %s a reader is not stopped:", (_, choose) => {
  test.each(lectures)("lecture $name", async ({name, notebook}) => {
    const values = parametersOf(notebook).flatMap((parameter) => {
      const value = choose(parameter);
      return value === undefined ? [] : ["-p", `${parameter.name}=${value}`];
    });
    expect(troubles((await runLecture(name, values))!)).toEqual([]);
  });
});
