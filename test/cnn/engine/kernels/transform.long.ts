import {spawnSync} from "node:child_process";
import {expect, test} from "vitest";
import {tf, useEngine} from "@convnotes/cnn";
import {needs} from "../../../tools.ts";
import {affineCase, interpolations} from "./affineCases.ts";

// PyTorch counts places from −1 to 1 between the outer borders of a picture, and it has no way to repeat it.
const program = `
import json, sys, torch
import torch.nn.functional as F
modes = {"constant": "zeros", "nearest": "border", "reflect": "reflection"}
out = []
for case in json.load(sys.stdin):
    n, h, w, c = case["shape"]
    x = torch.tensor(case["pixels"], dtype=torch.float64).reshape(n, h, w, c).permute(0, 3, 1, 2)
    m = torch.tensor(case["maps"], dtype=torch.float64).reshape(n, 8)[:, :6].reshape(n, 2, 3)
    row, column = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    place = torch.stack([column, row, torch.ones_like(row)], -1).double()
    xy = torch.einsum("nab,hwb->nhwa", m, place)
    grid = (2 * xy + 1) / torch.tensor([w, h], dtype=torch.float64) - 1
    y = F.grid_sample(x, grid, mode=case["interpolation"], padding_mode=modes[case["mode"]], align_corners=False)
    out.append(y.permute(0, 2, 3, 1).flatten().tolist())
json.dump(out, sys.stdout)
`;

test("transform gives what PyTorch's grid_sample gives", async (context) => {
  needs(context, "torch");
  await useEngine("native", {threads: 1, log: () => {}});
  const cases = (["constant", "nearest", "reflect"] as const).flatMap((mode) =>
    interpolations.flatMap((interpolation) =>
      Array.from({length: 20}, (_, k) => ({mode, interpolation, ...affineCase(100 + k)}))
    )
  );
  const input = JSON.stringify(
    cases.map(({pixels, maps, ...rest}) => ({...rest, pixels: [...pixels], maps: [...maps]}))
  );
  const run = spawnSync("/usr/bin/python3", ["-c", program], {input, maxBuffer: 1e9});
  expect(run.stderr.toString()).toBe("");
  const answers = JSON.parse(run.stdout.toString()) as number[][];
  const wrong = cases.flatMap(({shape, pixels, maps, mode, interpolation}, k) => {
    const moved = tf.tidy(() =>
      tf.image
        .transform(tf.tensor4d(pixels, shape), tf.tensor2d(maps, [3, 8]), interpolation, mode)
        .dataSync()
    );
    const apart = answers[k].filter((value, i) => !(Math.abs(moved[i] - value) < 1e-4)).length;
    return apart === 0 ? [] : [`${mode} ${interpolation} ${k}: ${apart} of ${moved.length}`];
  });
  expect(wrong).toEqual([]);
});
