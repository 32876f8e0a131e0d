/** What is laid out: a box, and the boxes above that it depends on, by number. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly from: readonly number[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Where each box lies: the middle of its upper edge, and its size. */
  readonly places: readonly {x: number; y: number; width: number; height: number}[];
  /** Each edge, by the points it goes through, from the lower edge of a box to the upper one of another. */
  readonly edges: readonly {from: number; to: number; points: readonly {x: number; y: number}[]}[];
}

/** A box, or the place that an edge keeps free in a row that it passes. */
interface Slot {
  readonly box: number | undefined;
  readonly width: number;
  readonly row: number;
  readonly above: number[];
  readonly below: number[];
  x: number;
}

const passage = 10;
const columnGap = 12;
/** How firmly an edge draws its ends together, by how many of them are passages: long edges shall be straight. */
const firmness = [1, 2, 8];
/** A row moves only as far as its neighbours let it; a long chain takes many sweeps to stand straight. */
const mostSweeps = 5000;

/**
 * Lays out a graph in rows, each box below all that it depends on.
 *
 * An edge that passes rows by keeps a place in each of them, so that it crosses no box. Rows are
 * ordered by the mean place of their neighbours above and below, and placed as near to it as the order
 * and the widths allow.
 *
 * @param boxes - each after those that it depends on
 * @see Sugiyama, Tagawa & Toda (1981), Methods for visual understanding of hierarchical system structures
 */
export function layOut(boxes: readonly Box[], {rowGap}: {rowGap: number}): Layout {
  const rowOf = rowsOf(boxes);
  const slots: Slot[] = boxes.map(({width}, box) => slot(box, width, rowOf[box]));
  const routes = boxes.flatMap(({from}, to) =>
    from.map((source) => {
      const route = [source];
      for (let row = rowOf[source] + 1; row < rowOf[to]; ++row) {
        route.push(slots.push(slot(undefined, passage, row)) - 1);
      }
      route.push(to);
      for (let k = 1; k < route.length; ++k) {
        slots[route[k]].above.push(route[k - 1]);
        slots[route[k - 1]].below.push(route[k]);
      }
      return {from: source, to, route};
    })
  );
  const rows = Array.from({length: Math.max(...rowOf) + 1}, (_, row) =>
    slots.flatMap((one, i) => (one.row === row ? [i] : []))
  );
  order(rows, slots);
  for (let k = 0, moved = Infinity; k < mostSweeps && moved > 0.02; ++k) {
    const ordered = k % 2 === 0 ? rows : [...rows].reverse();
    moved = Math.max(...ordered.map((row) => settle(row, slots)));
  }
  return measure(boxes, slots, rows, routes, rowGap);
}

const isPassage = ({box}: Slot): boolean => box === undefined;

function slot(box: number | undefined, width: number, row: number): Slot {
  return {box, width, row, above: [], below: [], x: 0};
}

/** The longest way from an input; an input itself stands right above the first that needs it. */
function rowsOf(boxes: readonly Box[]): number[] {
  const rows: number[] = [];
  for (const {from} of boxes) rows.push(1 + Math.max(-1, ...from.map((source) => rows[source])));
  boxes.forEach(({from}, i) => {
    const users = boxes.flatMap((box, k) => (box.from.includes(i) ? [rows[k]] : []));
    if (from.length === 0 && users.length > 0) rows[i] = Math.min(...users) - 1;
  });
  return rows;
}

/** Orders each row by the mean place of its neighbours in the row before, down and up in turns. */
function order(rows: number[][], slots: readonly Slot[]): void {
  for (let k = 0; k < 6; ++k) {
    const down = k % 2 === 0;
    const place = new Map(rows.flatMap((row) => row.map((i, at) => [i, at] as const)));
    for (const row of down ? rows : [...rows].reverse()) {
      const wish = new Map(
        row.map((i, at) => {
          const near = slots[i][down ? "above" : "below"];
          const mean = near.reduce((sum, n) => sum + place.get(n)!, 0) / near.length;
          return [i, near.length === 0 ? at : mean];
        })
      );
      row.sort((i, j) => wish.get(i)! - wish.get(j)!);
      row.forEach((i, at) => place.set(i, at));
    }
  }
}

/**
 * Moves the slots of a row as near to the weighted mean of their neighbours as order and widths
 * allow: least squares under an order, by pooling neighbours that violate it.
 *
 * @returns how far one of them has moved at most, in pixels
 * @see Barlow, Bartholomew, Bremner & Brunk (1972), Statistical inference under order restrictions
 */
function settle(row: readonly number[], slots: readonly Slot[]): number {
  let offset = 0;
  const groups: {wish: number; weight: number; members: {i: number; offset: number}[]}[] = [];
  row.forEach((i, k) => {
    const {width, above, below} = slots[i];
    if (k > 0) offset += (slots[row[k - 1]].width + width) / 2 + columnGap;
    let [sum, weight] = [0, 0];
    for (const n of [...above, ...below]) {
      const pull = firmness[Number(isPassage(slots[i])) + Number(isPassage(slots[n]))];
      sum += pull * slots[n].x;
      weight += pull;
    }
    groups.push({wish: sum / (weight || 1) - offset, weight: weight || 1, members: [{i, offset}]});
    while (groups.length > 1 && groups[groups.length - 2].wish > groups[groups.length - 1].wish) {
      const [a, b] = groups.splice(-2);
      const weight = a.weight + b.weight;
      const pooled = (a.wish * a.weight + b.wish * b.weight) / weight;
      groups.push({wish: pooled, weight, members: [...a.members, ...b.members]});
    }
  });
  let moved = 0;
  for (const {wish, members} of groups) {
    for (const {i, offset} of members) {
      moved = Math.max(moved, Math.abs(wish + offset - slots[i].x));
      slots[i].x = wish + offset;
    }
  }
  return moved;
}

function measure(
  boxes: readonly Box[],
  slots: readonly Slot[],
  rows: readonly (readonly number[])[],
  routes: readonly {from: number; to: number; route: readonly number[]}[],
  rowGap: number
): Layout {
  const left = Math.min(...slots.map(({x, width}) => x - width / 2));
  const right = Math.max(...slots.map(({x, width}) => x + width / 2));
  const heights = rows.map((row) =>
    Math.max(0, ...row.flatMap((i) => boxes[slots[i].box ?? -1]?.height ?? 0))
  );
  let top = 0;
  const tops = heights.map((height) => (top += height + rowGap) - height - rowGap);
  const places = boxes.map(({width, height}, i) => {
    const {x, row} = slots[i];
    return {x: x - left, y: tops[row] + (heights[row] - height) / 2, width, height};
  });
  const edges = routes.map(({from, to, route}) => {
    const passing = route.slice(1, -1).flatMap((i) => {
      const {x, row} = slots[i];
      return [tops[row], tops[row] + heights[row]].map((y) => ({x: x - left, y}));
    });
    const [start, end] = [places[from], places[to]];
    return {
      from,
      to,
      points: [{x: start.x, y: start.y + start.height}, ...passing, {x: end.x, y: end.y}]
    };
  });
  return {width: right - left, height: top - rowGap, places, edges};
}
