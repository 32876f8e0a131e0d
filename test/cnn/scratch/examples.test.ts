import {readFileSync, readdirSync} from "node:fs";
import {createContext, runInContext} from "node:vm";
import {ndarray, random, scratch, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";

// The examples in the documentation, run as they stand. A line `expression; // 1, 2: why` claims
// that the expression gives the numbers 1 and 2; digits before an ellipsis are the first ones.
const folder = new URL("../../../src/cnn/scratch/", import.meta.url);

interface Example {
  /** Name of what is documented. */
  name: string;
  lines: string[];
}

function examplesIn(source: string): Example[] {
  const pattern =
    /@example\n \* ```ts\n([\s\S]*?) \* ```\n \*\/\nexport (?:function\*?|class) (\w+)/g;
  return [...source.matchAll(pattern)].map(([, code, name]) => ({
    name,
    lines: code
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^ \* ?/, ""))
  }));
}

/** The numbers at the start of a comment, with the digits that each is known to. */
function numbersIn(comment: string): {value: number; digits: number}[] {
  const list = /^[[\s]*(-?\d[\d.e-]*…?(?:,\s*|(?=[\s:;\])]|$)))+/.exec(comment)?.[0] ?? "";
  return [...list.matchAll(/(-?\d+(?:\.(\d+))?(?:e-?\d+)?)(…?)/g)].map(
    ([, number, decimals = "", cut]) => ({
      value: Number(number),
      digits: cut ? decimals.length : 12
    })
  );
}

function flatten(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return [...(value as Iterable<number>)];
}

/** Runs an example and compares what its comments claim; says how many claims there were. */
function run({lines}: Example): number {
  const claims: {value: unknown; comment: string}[] = [];
  const context = createContext({
    ...scratch,
    ndarray,
    random,
    zeros,
    claim: (value: unknown, comment: string) => claims.push({value, comment})
  });
  const code: string[] = [];
  for (const line of lines) {
    const [, statement, comment] = /^(.*?);\s*\/\/ (.*)$/.exec(line) ?? [];
    const continued = /^\/\/ (.*)$/.exec(line)?.[1];
    if (statement && !/^const /.test(statement)) {
      code.push(`claim(${statement}, ${JSON.stringify(comment)});`);
    } else if (continued && code.length > 0) {
      // A result on lines of its own, below the expression that has it.
      const last = code[code.length - 1];
      code[code.length - 1] = last.startsWith("claim(")
        ? last.replace(/"\);$/, ` ${continued}");`)
        : `claim(${last.replace(/;$/, "")}, "${continued}");`;
    } else {
      code.push(line);
    }
  }
  runInContext(code.join("\n"), context);
  for (const {value, comment} of claims) {
    const [actual, expected] = [flatten(value), numbersIn(comment)];
    expect(actual.length, comment).toBe(expected.length);
    expected.forEach(({value, digits}, i) => {
      const error = Math.abs(actual[i] - value);
      expect(error, `${comment}, but got ${actual}`).toBeLessThan(
        digits === 12 ? 1e-7 * Math.max(1, Math.abs(value)) : 10 ** -digits
      );
    });
  }
  return claims.length;
}

const examples = readdirSync(folder).flatMap((file) =>
  examplesIn(readFileSync(new URL(file, folder), "utf8"))
);

test("every function has an example", () => {
  const documented = examples.map(({name}) => name);
  const functions = Object.keys(scratch).filter((name) => name !== "reshape"); // of ndarray.ts
  expect(documented.sort()).toEqual(functions.sort());
});

test.each(examples.map((example) => [example.name, example] as const))(
  "the example of %s gives what it says",
  (_, example) => {
    expect(run(example)).toBeGreaterThan(0);
  }
);
