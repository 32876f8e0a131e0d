import {stripVTControlCharacters} from "node:util";
import type {Answered} from "../client.ts";
import {printed, resultOf} from "../client.ts";
import type {StartedKernel} from "../startKernel.ts";

/** What came of a cell, without colours; absent is what did not come. */
export interface Outcome {
  result?: string;
  stdout?: string;
  stderr?: string;
  /** `ename: evalue`, and below it the traceback. */
  error?: string;
}

/** A sentence about the kernel and the cells that show it, each with what must come of it. */
export type Case = [sentence: string, ...cells: [code: string, outcome: Outcome | RegExp][]];

/** Runs a cell; an outcome that is a pattern is looked for in the error. */
export async function run({client}: StartedKernel, code: string): Promise<Outcome> {
  return outcomeOf(await client.execute(code));
}

function outcomeOf({reply, published}: Answered): Outcome {
  const {status, ename, evalue, traceback} = reply.content;
  const result = resultOf(published) as string | undefined;
  const stdout = printed(published);
  const stderr = printed(published, "stderr");
  const error = `${ename as string}: ${evalue as string}\n${(traceback as string[] | undefined)?.join("\n")}`;
  return {
    ...(result !== undefined && {result: stripVTControlCharacters(result)}),
    ...(stdout !== "" && {stdout: stripVTControlCharacters(stdout)}),
    ...(stderr !== "" && {stderr: stripVTControlCharacters(stderr)}),
    ...(status !== "ok" && {error: stripVTControlCharacters(error)})
  };
}

/** A cell of which nothing is shown. */
export const nothing: Outcome = {};

/** A cell whose value is shown so. */
export const shows = (result: string): Outcome => ({result});
