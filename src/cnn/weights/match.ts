import {formerName} from "./formerNames.ts";
import {titleOf, type Place} from "./places.ts";
import type {MatchedBy, MisshapenWeight} from "./report.ts";
import type {StoredWeight} from "./weightsFile.ts";

/** Which weight of a file is which of the model's. */
export interface Match {
  readonly by: MatchedBy;
  readonly pairs: readonly {readonly place: Place; readonly stored: StoredWeight}[];
  readonly missing: readonly Place[];
  readonly extra: readonly StoredWeight[];
  /** Extra weights of a layer that the model has: its layer is another than the file's. */
  readonly unknown: readonly StoredWeight[];
  readonly misshapen: readonly MisshapenWeight[];
}

/**
 * Finds the file's weight for each of the model's: by the layers' names; by names that Keras gave them
 * earlier; by the class of layers whose names the file does not tell; by the numbers of layers without a
 * name; and, as Keras itself does by default, by the order of the layers.
 *
 * The first of these by which everything fits is taken. If none does, it is the one by which most fits;
 * but numbers and order say nothing about a part.
 *
 * @param byName - true leaves out numbers and order, false all but the order
 */
export function match(
  places: readonly Place[],
  stored: readonly StoredWeight[],
  byName: boolean | undefined
): Match {
  if (byName === false) return matchOrder(places, stored);
  const layerOf = ({layer}: {layer: string}): string => layer;
  const named = [
    matchNames("name", places, stored, layerOf, layerOf),
    matchNames("name", places, stored, ({ownLayer}) => ownLayer, layerOf),
    matchNames("former name", places, stored, layerOf, ({layer}) => formerName(layer))
  ];
  if (stored.every(({name}) => name === "")) {
    named.push(matchNames("class", places, stored, ({classLayer}) => classLayer, layerOf));
  }
  const whole = named.find(isWhole);
  if (whole) return whole;
  const others = byName
    ? []
    : [
        matchNames("number", places, stored, rank(places), rank(stored)),
        matchOrder(places, stored)
      ];
  return others.find(isWhole) ?? named.reduce((a, b) => (b.pairs.length > a.pairs.length ? b : a));
}

/** Whether the model's weights are all there; that the file has further layers does no harm. */
export function isWhole({missing, misshapen, unknown}: Match): boolean {
  return missing.length + misshapen.length + unknown.length === 0;
}

function matchNames(
  by: MatchedBy,
  places: readonly Place[],
  stored: readonly StoredWeight[],
  nameOfPlace: (place: Place) => string,
  nameOfStored: (weight: StoredWeight) => string
): Match {
  const left = group(stored, nameOfStored);
  const layers = [...group(places, nameOfPlace)].map(([name, own]) => {
    const theirs = left.get(name) ?? [];
    left.delete(name);
    return {own, theirs};
  });
  return join(by, layers, [...left.values()].flat());
}

/** Layer after layer, those without weights left out; names are not looked at. */
function matchOrder(places: readonly Place[], stored: readonly StoredWeight[]): Match {
  const own = [...group(places, ({ownLayer}) => ownLayer).values()];
  const theirs = [...group(stored, ({layer}) => layer).values()];
  const layers = own.map((weights, k) => ({own: weights, theirs: theirs[k] ?? []}));
  return join("order", layers, theirs.slice(own.length).flat());
}

/** Pairs the weights inside layers: by their names, or by their order where no name is known. */
function join(
  by: MatchedBy,
  layers: readonly {own: readonly Place[]; theirs: readonly StoredWeight[]}[],
  extra: readonly StoredWeight[]
): Match {
  const pairs: Match["pairs"][number][] = [];
  const missing: Place[] = [];
  const unknown: StoredWeight[] = [];
  const misshapen: MisshapenWeight[] = [];
  for (const {own, theirs} of layers) {
    const left = [...theirs];
    const byOrder = !theirs.some(({name}) => own.some((place) => place.name === name));
    const found = own.map((place) => {
      const k = byOrder ? 0 : left.findIndex(({name}) => name === place.name);
      return {place, stored: k < 0 ? undefined : left.splice(k, 1)[0]};
    });
    const wrong = found.flatMap(({place, stored}) =>
      String(stored?.shape) === String(place.shape)
        ? []
        : [{weight: titleOf(place), expected: place.shape, found: stored?.shape}]
    );
    // A layer that is another is left as it was as a whole, also where a bias would fit.
    if (theirs.length === 0) missing.push(...own);
    else if (wrong.length + left.length === 0) {
      pairs.push(...(found as {place: Place; stored: StoredWeight}[]));
    } else {
      misshapen.push(...wrong);
      unknown.push(...left);
    }
  }
  return {by, pairs, missing, extra, unknown, misshapen};
}

function group<Weight>(
  weights: readonly Weight[],
  nameOf: (weight: Weight) => string
): Map<string, Weight[]> {
  const layers = new Map<string, Weight[]>();
  for (const weight of weights) {
    const name = nameOf(weight);
    layers.set(name, [...(layers.get(name) ?? []), weight]);
  }
  return layers;
}

/** Counts numbered layers anew from 0: of `conv2d_7`, `conv2d_9` the second is `conv2d 1`. */
function rank(weights: readonly {layer: string}[]): (weight: {layer: string}) => string {
  const numbers = new Map<string, Set<number>>();
  for (const {layer} of weights) {
    const {word, number} = parse(layer);
    numbers.set(word, (numbers.get(word) ?? new Set()).add(number));
  }
  const sorted = new Map([...numbers].map(([word, set]) => [word, [...set].sort((a, b) => a - b)]));
  return ({layer}) => {
    const {word, number} = parse(layer);
    return `${word} ${sorted.get(word)?.indexOf(number)}`;
  };
}

/** `conv2d_7` of Keras and `conv2d_Conv2D7` of TensorFlow.js: a word and a number. */
function parse(layer: string): {word: string; number: number} {
  const [, word = layer, number = "0"] = /^(.+?)_(?:[A-Z][A-Za-z0-9]*?)?(\d+)$/.exec(layer) ?? [];
  return {word, number: Number(number)};
}
