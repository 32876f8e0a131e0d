import {expect, test} from "vitest";
import {Session} from "../../src/jupyter/message.ts";
import {type CodeCell, codeCell} from "../../src/notebook/notebook.ts";
import {Outputs} from "../../src/notebook/run/outputs.ts";

const session = new Session();
type Step = [type: string, content: Record<string, unknown>];

const stream = (text: string, name = "stdout"): Step => ["stream", {name, text}];
const clear = (wait: boolean): Step => ["clear_output", {wait}];
const show = (text: string, id?: string, type = "display_data"): Step => [
  type,
  {data: {"text/plain": text}, metadata: {}, ...(id !== undefined && {transient: {display_id: id}})}
];
const update = (text: string, id: string): Step => show(text, id, "update_display_data");

/** What stands below cells after the steps of each. */
function shown(...cells: Step[][]): string[][] {
  const outputs = new Outputs();
  const all = cells.map(() => codeCell(""));
  cells.forEach((steps, index) => {
    for (const [type, content] of steps) {
      outputs.take(all[index], session.message(type, {content}));
    }
  });
  return all.map(({outputs}) => outputs.map(textOf));
}

function textOf(output: CodeCell["outputs"][number]): string {
  const {name, text, data, ename} = output as Record<string, string> & {
    data?: {"text/plain": string};
  };
  return text === undefined ? (data?.["text/plain"] ?? ename) : `${name}:${text}`;
}

test("what one stream says in a row is one output", () => {
  expect(shown([stream("a"), stream("b\n"), stream("c", "stderr"), stream("d")])).toEqual([
    ["stdout:ab\n", "stderr:c", "stdout:d"]
  ]);
});

test("an update changes every display of its id, in whatever cell, and no other", () => {
  expect(
    shown(
      [show("a", "x"), show("b", "y"), show("c", "x")],
      [show("d", "x", "execute_result"), update("new", "x"), update("nobody", "z")]
    )
  ).toEqual([["new", "b", "new"], ["new"]]);
});

test("clearing takes effect at once, or with the next output", () => {
  expect(shown([stream("a"), clear(false)])).toEqual([[]]);
  expect(shown([stream("a"), clear(true)])).toEqual([["stdout:a"]]);
  expect(shown([stream("a"), clear(true), stream("b")])).toEqual([["stdout:b"]]);
  expect(shown([stream("a"), clear(true), clear(false), stream("b"), stream("c")])).toEqual([
    ["stdout:bc"]
  ]);
});

test("a display that was cleared away is not updated any more", () => {
  expect(shown([show("a", "x"), clear(false)], [show("b", "x"), update("c", "x")])).toEqual([
    [],
    ["c"]
  ]);
});

test("the id of a display is no part of the notebook, the count of a result is", () => {
  const outputs = new Outputs();
  const cell = codeCell("");
  const content = {data: {}, metadata: {}, execution_count: 3, transient: {display_id: "x"}};
  outputs.take(cell, session.message("execute_result", {content}));
  expect(cell.outputs).toEqual([
    {output_type: "execute_result", data: {}, metadata: {}, execution_count: 3}
  ]);
});

test("a hundred thousand lines are one output, quickly put together", () => {
  const lines = Array.from({length: 100_000}, (_, i) => stream(`${i}\n`));
  const [[text]] = shown(lines) as [[string]];
  expect(text.split("\n")).toHaveLength(100_001);
});
