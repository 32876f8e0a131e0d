import * as prettier from "prettier";
import {beforeAll, describe, expect, test} from "vitest";
import {claimedRows, courseIndex} from "../src/notebook/course.ts";
import {notebookToMarkdown} from "../src/notebook/markdown.ts";
import {type Notebook, parseNotebook, serializeNotebook} from "../src/notebook/notebook.ts";
import {parametersOf} from "../src/notebook/run/inject.ts";
import {claims, folder, lectures, read, rows, rowsOf, runLectures, troubles} from "./lectures.ts";

describe.each(lectures)("lecture $name", (lecture) => {
  const {name, notebook} = lecture;

  test("is in its notebook what it is in its source (npm run lectures)", () => {
    const ipynb = read(`${name}.ipynb`);
    // The difference would be a page long, and say less than the name of the test.
    expect(ipynb === serializeNotebook(notebook)).toBe(true);
    expect(notebookToMarkdown(parseNotebook(ipynb))).toBe(read(`${name}.md`));
  });

  test("says its title, what one learns, and its parameters, some of them quicker", () => {
    const {title, learn, kernelspec} = notebook.metadata;
    expect(kernelspec).toEqual({
      name: "convnotes",
      display_name: "TypeScript",
      language: "typescript"
    });
    expect(title).toMatch(/^\S.*\S$/);
    expect((learn as string[]).length).toBeGreaterThanOrEqual(2);
    expect((learn as string[]).length).toBeLessThanOrEqual(4);
    const parameters = parametersOf(notebook);
    expect(parameters.length).toBeGreaterThan(0);
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({isAnnotated: true, value: parameter.default});
      expect(parameter.label).not.toBe("");
    }
  });

  test("claims each row that the course has for it, and none that it has not", () => {
    const known = rows.map(({row}) => row);
    const claimed = [...claimedRows(lecture).keys()];
    expect(rowsOf(lecture).filter((row) => !claimed.includes(row))).toEqual([]);
    expect(claimed.filter((row) => !known.includes(row))).toEqual([]);
  });
});

test("every row of the course has its lecture", () => {
  const written = lectures.map(({name}) => name.slice(0, 2));
  expect(rows.filter(({lecture}) => !written.includes(lecture))).toEqual([]);
});

test("the page of the lectures is up to date (npm run lectures)", async () => {
  const options = await prettier.resolveConfig(`${folder}README.md`);
  const page = await prettier.format(courseIndex(rows, lectures), {...options, parser: "markdown"});
  expect(read("README.md")).toBe(page);
});

describe("with quick values, through the real kernel,", () => {
  let executed: Map<string, Notebook>;
  beforeAll(async () => {
    executed = await runLectures(["--quick", "--jobs", "2"]);
  }, 600_000);

  test.each(lectures)("lecture $name runs to its end without an error", (lecture) => {
    const notebook = executed.get(lecture.name)!;
    expect(troubles(notebook)).toEqual([]);
    const {held, unchecked} = claims(notebook);
    const missing = rowsOf(lecture).filter((row) => ![...held, ...unchecked].includes(row));
    expect(missing).toEqual([]);
  });
});
