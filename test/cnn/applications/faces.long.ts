import {applications, datasets, useEngine, zeros, type NDArray} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {runDetector} from "../../../src/cnn/applications/faces/detector.ts";
import {runLandmarks} from "../../../src/cnn/applications/faces/landmarks.ts";
import {runRecognition} from "../../../src/cnn/applications/faces/recognition.ts";
import {faceWeights} from "../../../src/cnn/applications/faces/weights.ts";
import {openPicture} from "../../../src/cnn/applications/picture.ts";
import {view} from "../../../src/cnn/applications/view.ts";
import {windowOf} from "../../../src/cnn/applications/window.ts";
import {faces, people} from "./labels.ts";
import {greatest, onBoth} from "./onCpu.ts";
import {photoFile} from "./photos.ts";

const {compareFaces, detectFaces, embedFace} = applications;

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

/** Descriptors of the faces of one photo: those are of different people. */
const together: NDArray[][] = [];

test("all 19 faces of five photos are found, and nothing else", async () => {
  for (const {photo, middles} of faces) {
    const file = await photoFile(photo);
    const found = await detectFaces(file);
    expect(found).toHaveLength(middles.length);
    for (const {row, column} of middles) {
      const around = found.filter(
        ({top, left, height, width}) =>
          row > top && row < top + height && column > left && column < left + width
      );
      expect(around).toHaveLength(1);
      // The tip of the nose is a point near the middle.
      const [{landmarks, height}] = around;
      const nose = landmarks[30];
      expect(Math.hypot(nose.row - row, nose.column - column)).toBeLessThan(height / 3);
    }
    together.push(await Promise.all(found.map((face) => embedFace(file, face))));
  }
});

test("photos of one person are closer than those of two, whoever they are", async () => {
  const known: {name: string; descriptor: NDArray}[] = [];
  for (const {name, files} of people) {
    for (const file of files) {
      const photo = await photoFile(file);
      const found = await detectFaces(photo);
      expect(found, file).toHaveLength(1);
      known.push({name, descriptor: await embedFace(photo, found[0])});
    }
  }
  const same: number[] = [];
  const different: number[] = [];
  const compare = (a: NDArray, b: NDArray, isSame: boolean): void => {
    const comparison = compareFaces(a, b);
    (isSame ? same : different).push(comparison.distance);
    expect(comparison.same).toBe(isSame);
  };
  known.forEach((a, i) =>
    known.slice(0, i).forEach((b) => compare(a.descriptor, b.descriptor, a.name === b.name))
  );
  for (const group of together) {
    group.forEach((a, i) => group.slice(0, i).forEach((b) => compare(a, b, false)));
  }
  console.log(
    `faces: ${same.length} pairs of one person, at most ${Math.max(...same).toFixed(3)}; ` +
      `${different.length} of two, at least ${Math.min(...different).toFixed(3)}`
  );
  expect(same).toHaveLength(38);
  expect(Math.max(...same)).toBeLessThan(Math.min(...different) - 0.1);
});

test("the three networks compute what TensorFlow.js's own backend computes", async () => {
  const picture = await openPicture(await photoFile("astronaut"), "test");
  // Her face, in the sizes that the networks know; the detector takes any.
  const at = (side: number): ReturnType<typeof view> =>
    view(picture, windowOf({top: 30, left: 140, height: 170, width: 170}), [side, side]);
  const [here, reference] = await onBoth(async () => {
    const {offsets, scores} = await runDetector(
      await faceWeights("ssd_mobilenetv1_model", {}),
      at(128)
    );
    return {
      offsets,
      scores,
      points: await runLandmarks(await faceWeights("face_landmark_68_model", {}), at(112)),
      descriptor: await runRecognition(await faceWeights("face_recognition_model", {}), at(150))
    };
  });
  expect(here.points).toHaveLength(136);
  expect(here.descriptor).toHaveLength(128);
  expect(greatest(here.offsets, reference.offsets)).toBeLessThan(1e-3);
  expect(greatest(here.scores, reference.scores)).toBeLessThan(1e-3);
  expect(greatest(here.points, reference.points)).toBeLessThan(1e-3);
  expect(greatest(here.descriptor, reference.descriptor)).toBeLessThan(1e-3);
});

test("where there is no face none is found: a cup, a wall, one pixel", async () => {
  expect(await detectFaces(await datasets.photo("coffee"))).toEqual([]);
  expect(await detectFaces(await datasets.photo("brick"))).toEqual([]);
  expect(await detectFaces(zeros([1, 1, 3]))).toEqual([]);
});

test("a cat's face is a face to it too: it learnt only where faces are, not whose", async () => {
  const found = await detectFaces(await datasets.photo("chelsea"));
  expect(found).toHaveLength(1);
  expect(found[0].score).toBeGreaterThan(0.9);
});
