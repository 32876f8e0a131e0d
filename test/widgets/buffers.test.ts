import {expect, test} from "vitest";
import {joinBuffers, splitBuffers} from "../../src/widgets/buffers.ts";

test("binary values leave an object and are null in a list, and come back where they were", () => {
  const [a, b, c] = [new Uint8Array([1]), new Float32Array([2, 3]), new Uint8Array([4])];
  const state = {value: a, plain: {deep: [0, b, {inner: c.buffer}]}, width: 2};
  const {state: json, paths, buffers} = splitBuffers(state);
  expect(json).toEqual({plain: {deep: [0, null, {}]}, width: 2});
  expect(paths).toEqual([["value"], ["plain", "deep", 1], ["plain", "deep", 2, "inner"]]);
  expect(buffers).toEqual([a, b, c]);
  const sent = JSON.parse(JSON.stringify(json)) as Record<string, unknown>;
  expect(joinBuffers(sent, paths, buffers)).toEqual({
    value: a,
    plain: {deep: [0, b, {inner: c}]},
    width: 2
  });
});

test("a state without binary values is sent as it is", () => {
  const state = {value: [1, "a", null], nothing: null};
  expect(splitBuffers(state)).toEqual({state, paths: [], buffers: []});
});
