import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {importance} from "./importance.ts";

/** Draws how much the values depend on each parameter, the one that matters most first. */
export function importanceFigure(state: SweepState): plot.Figure {
  const shares = Object.entries(importance(state)).sort(([, a], [, b]) => b - a);
  return plot.bars(
    shares.map(([name]) => name),
    shares.map(([, share]) => share),
    {
      title: `What the values of ${state.name} depend on`,
      valueTitle: "share of importance (permutation, random forest)"
    }
  );
}
