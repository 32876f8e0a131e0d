import {afterAll, beforeAll, expect, test} from "vitest";
import {resultOf} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--types", "off"]});
});
afterAll(() => kernel.stop());

const ask = "prompt('Your name?')";

test("a question goes to the client that runs the cell, and its answer to the cell", async () => {
  const {client} = kernel;
  const other = kernel.connect();
  await other.ready();
  const cell = client.sendCell(ask, {allow_stdin: true});
  const question = await client.hear("stdin", ({header}) => header.msg_type === "input_request");
  expect(question.content).toEqual({prompt: "Your name? ", password: false});
  expect(question.parent_header).toEqual(cell.header);
  client.send("stdin", "input_reply", {value: "Ada 🧀"}, {parent: question.header});
  expect(resultOf((await client.answer(cell)).published)).toBe("'Ada 🧀'");
  expect(other.heard.stdin).toEqual([]);
});

test("an answer without a parent is for the newest question", async () => {
  const {client} = kernel;
  const cell = client.sendCell(ask, {allow_stdin: true});
  await client.until(() => client.heard.stdin.length === 2 || undefined, "the question");
  client.send("stdin", "input_reply", {value: "Grace"});
  expect(resultOf((await client.answer(cell)).published)).toBe("'Grace'");
});

test("a question that the client does not allow is an error in the cell", async () => {
  const {client} = kernel;
  const questions = client.heard.stdin.length;
  const {reply} = await client.execute(ask, {allow_stdin: false});
  expect(reply.content.status).toBe("error");
  expect(client.heard.stdin.length).toBe(questions);
});

test("an interrupt ends the waiting, and the late answer is nobody's", async () => {
  const {client} = kernel;
  const count = client.heard.stdin.length;
  const cell = client.sendCell(ask, {allow_stdin: true});
  const question = await client.until(() => client.heard.stdin[count], "the question");
  client.send("control", "interrupt_request");
  expect((await client.answer(cell)).reply.content.status).toBe("error");
  client.send("stdin", "input_reply", {value: "late"}, {parent: question.header});
  const next = client.sendCell(ask, {allow_stdin: true});
  const again = await client.until(() => client.heard.stdin[count + 1], "the next question");
  client.send("stdin", "input_reply", {value: "in time"}, {parent: again.header});
  expect(resultOf((await client.answer(next)).published)).toBe("'in time'");
});
