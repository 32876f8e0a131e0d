import {mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {sweep, type Sweep} from "@convnotes/sweep";
import {expect, test} from "vitest";
import {maskedCrc32c} from "../../src/sweep/tensorboard/crc32c.ts";
import {needs} from "../tools.ts";
import {readEvents, valuesOf} from "./readEvents.ts";

test("the checksum is CRC-32C of RFC 3720's example, masked as TFRecords have it", () => {
  // 32 bytes of zeros have the CRC 8a9136aa.
  const crc = 0x8a9136aa;
  expect(maskedCrc32c(new Uint8Array(32))).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
});

test("TensorBoard's event files hold each trial's numbers, parameters and end, as an independent reader finds", async (context) => {
  needs(context, "protobuf");
  const folder = await mkdtemp(join(tmpdir(), "tensorboard-"));
  const to = join(folder, "events");
  const run = (trials: number): Promise<Sweep> =>
    sweep({
      space: {
        rate: {type: "log", min: 1e-3, max: 0.1},
        filters: [4, 8],
        flip: {type: "boolean"},
        pooling: ["max", "none"]
      },
      async objective(trial) {
        const rate = trial.parameters.rate as number;
        if (trial.number === 1) throw new Error("no luck");
        await trial.report(rate / 2);
        await trial.report(rate);
        return rate;
      },
      sampler: "random",
      inProcess: true,
      quiet: true,
      tensorboard: to,
      ...{trials, folder: join(folder, "sweep")}
    });
  try {
    await run(2);
    await rm(join(to, "0001"), {recursive: true}); // as if killed before it was written
    const {trials} = await run(3);
    const fileIn = async (name: string): Promise<string> => {
      const files = (await readdir(join(to, name))).filter((one) => one.includes("tfevents"));
      expect(files).toHaveLength(1);
      return join(to, name, files[0]);
    };
    const files = await Promise.all(["", "0000", "0001", "0002"].map(fileIn));
    const [root, ...runs] = readEvents(...files);
    expect(root[0].file_version).toBe("brain.Event:2");
    const told = root[1].summary!.value[0];
    expect(told).toMatchObject({
      tag: "_hparams_/experiment",
      metadata: {
        plugin_data: {
          plugin_name: "hparams",
          content: {
            experiment: {
              hparam_infos: [
                {name: "rate", type: 3, domain_interval: {min_value: 1e-3, max_value: 0.1}},
                {name: "filters", type: 3, domain_discrete: [4, 8]},
                {name: "flip", type: 2, domain_discrete: [false, true]},
                {name: "pooling", type: 1, domain_discrete: ["max", "none"]}
              ],
              metric_infos: [{name: {tag: "objective"}}]
            }
          }
        }
      }
    });
    runs.forEach((events, number) => {
      const trial = trials[number];
      const values = valuesOf(events);
      const content = (tag: string): Record<string, object> =>
        values.find((value) => value.tag === tag)!.metadata!.plugin_data.content;
      const start = content("_hparams_/session_start_info").session_start_info as {
        hparams: {key: string; value: unknown}[];
        start_time_secs: number;
      };
      expect(Object.fromEntries(start.hparams.map(({key, value}) => [key, value]))).toEqual(
        trial.parameters
      );
      expect(start.start_time_secs).toBeCloseTo(Date.parse(trial.started!) / 1000, 2);
      expect(content("_hparams_/session_end_info").session_end_info).toMatchObject({
        status: trial.state === "failed" ? 2 : 1
      });
      const scalars = events.flatMap(({step = "0", summary}) =>
        (summary?.value ?? [])
          .filter(({tag}) => tag === "objective")
          .map(({simple_value}) => [Number(step), simple_value])
      );
      const expected: unknown[][] = Object.entries(trial.steps).map(([step, value]) => [
        Number(step),
        expect.closeTo(value, 6) as unknown
      ]);
      expect(scalars).toEqual(expected);
      expect(expected).toHaveLength(number === 1 ? 0 : 2);
    });
  } finally {
    await rm(folder, {recursive: true});
  }
});
