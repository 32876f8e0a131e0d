import {fit} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {inNotebook, type Shown} from "../hosts.ts";
import {stripes, stripesNet} from "./stripes.ts";

interface Curves {
  data: {name: string; x: number[]; y: number[]}[];
}

const plotly = "application/vnd.plotly.v1+json";
const curvesIn = (shown: readonly Shown[]): Shown[] => shown.filter(({bundle}) => plotly in bundle);

test("fit shows curves in a notebook: once displayed, then replaced, at last with every epoch", async () => {
  await inNotebook(async ({shown}) => {
    const {history} = await fit(stripesNet(), stripes(48, 1), {
      epochs: 4,
      batchSize: 16,
      validation: 0.25
    });
    const curves = curvesIn(shown);
    expect(curves[0].what).toBe("display");
    expect(curves.slice(1).map(({what}) => what)).toEqual(curves.slice(1).map(() => "update"));
    expect(new Set(curves.map(({id}) => id)).size).toBe(1);
    const {data} = curves.at(-1)?.bundle[plotly] as Curves;
    const [training, validation] = data.filter(({x}) => x.length === 4);
    expect([training.name, validation.name]).toEqual(["training", "validation"]);
    training.y.forEach((loss, k) => expect(loss).toBeCloseTo(history.loss[k], 3));
    validation.y.forEach((loss, k) => expect(loss).toBeCloseTo(history.val_loss[k], 3));
    expect(curves.at(-1)?.bundle["text/plain"]).toContain("4 epochs");
  });
});

test("fit shows the steps of the first epoch as parts of it", async () => {
  await inNotebook(async ({shown}) => {
    await fit(stripesNet(), stripes(48, 1), {epochs: 2, batchSize: 12});
    const [first] = curvesIn(shown);
    const [loss] = (first.bundle[plotly] as Curves).data;
    expect(loss.x).toEqual([0.25]);
    expect(loss.y).toHaveLength(1);
  });
});

test("fit shows one bar over all epochs in a notebook", async () => {
  await inNotebook(async ({shown}) => {
    await fit(stripesNet(), stripes(48, 1), {epochs: 2, batchSize: 16});
    const bars = shown.filter(({bundle}) => !(plotly in bundle));
    expect(new Set(bars.map(({id}) => id)).size).toBe(1);
    expect(bars.at(-1)?.bundle["text/plain"]).toMatch(
      /^training ━{24} 6\/6 epoch 2\/2 {2}loss \d\.\d{4} {2}accuracy \d\.\d{4}$/
    );
  });
});

test("fit shows nothing when asked to be quiet", async () => {
  await inNotebook(async ({shown}) => {
    await fit(stripesNet(), stripes(48, 1), {quiet: true});
    expect(shown).toEqual([]);
  });
});

test("fit leaves the curves so far when it is stopped", async () => {
  await inNotebook(async ({shown, stop}) => {
    const {history} = await fit(stripesNet(), stripes(48, 1), {
      epochs: 5,
      batchSize: 16,
      onBatch: ({step}) => void (step === 7 && stop())
    });
    const [loss] = (curvesIn(shown).at(-1)?.bundle[plotly] as Curves).data;
    expect(loss.x).toEqual([1, 2]);
    expect(loss.y[1]).toBeCloseTo(history.loss[1], 3);
  });
});
