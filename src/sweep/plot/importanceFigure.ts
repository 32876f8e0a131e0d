import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {importance} from "./importance.ts";

/** Draws how much the values depend on each parameter, the one that matters most first. */
export function importanceFigure(state: SweepState): plot.Figure {
  const shares = Object.entries(importance(state)).sort(([, a], [, b]) => b - a);
  return barsOf(shares, `What the values of ${state.name} depend on`);
}

/** In pixels, for parameters of these names. */
export const importanceHeight = (names: readonly string[]): number =>
  names.length === 0
    ? 320
    : (barsOf(
        names.map((name) => [name, 0]),
        ""
      ).layout.height as number);

const barsOf = (shares: readonly (readonly [name: string, share: number])[], title: string) =>
  plot.bars(
    shares.map(([name]) => name),
    shares.map(([, share]) => share),
    {title, valueTitle: "share of importance (permutation, random forest)"}
  );
