import {expect, test} from "vitest";
import {toCanonicalJson} from "../../src/notebook/canonicalJson.ts";

test("keys are sorted and indented by one space, whatever is empty is short", () => {
  expect(toCanonicalJson({b: [1, {d: null, c: true}], a: {}, e: [], z: undefined})).toBe(
    '{\n "a": {},\n "b": [\n  1,\n  {\n   "c": true,\n   "d": null\n  }\n ],\n "e": []\n}'
  );
  expect([toCanonicalJson("é\n"), toCanonicalJson(undefined)]).toEqual(['"é\\n"', "null"]);
});

test("keys that look like numbers, and __proto__, are keys like others", () => {
  const odd = JSON.parse('{"b": [], "a": {"__proto__": 1, "9": 2, "10": [[], 3]}}') as unknown;
  expect(toCanonicalJson(odd)).toBe(
    '{\n "a": {\n  "10": [\n   [],\n   3\n  ],\n  "9": 2,\n  "__proto__": 1\n },\n "b": []\n}'
  );
});
