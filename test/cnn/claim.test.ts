import {claim} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {inNotebook} from "./hosts.ts";

const printed: string[] = [];
beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  printed.length = 0;
});

test("claim prints a tick and its text when it holds", () => {
  claim("5.3", true, "max pool gives [[5,3],[7,4]]");
  expect(printed).toEqual(["✓ 5.3 max pool gives [[5,3],[7,4]]"]);
});

test("claim throws when it does not hold", () => {
  expect(() => claim("3.3", false, "28×28 becomes 25×25")).toThrow(
    "claim 3.3 does not hold: 28×28 becomes 25×25"
  );
  expect(printed).toEqual([]);
});

test("claim that needs the defaults is not checked once the reader has changed a parameter", async () => {
  await inNotebook(
    () => {
      claim("6.1", false, "98.5 % right", {needs: "defaults"});
      expect(() => claim("3.3", false, "always true")).toThrow("claim 3.3 does not hold");
    },
    {changedParameters: ["epochs", "seed"]}
  );
  expect(printed).toEqual(["– 6.1 not checked with these parameters (epochs, seed): 98.5 % right"]);
});

test("claim that needs the defaults is checked with the defaults, and outside of a notebook", async () => {
  const wrong = (): void => claim("6.1", false, "98.5 % right", {needs: "defaults"});
  await inNotebook(() => expect(wrong).toThrow("claim 6.1 does not hold"), {changedParameters: []});
  expect(wrong).toThrow("claim 6.1 does not hold");
});
