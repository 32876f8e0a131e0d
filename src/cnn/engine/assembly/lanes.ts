// Arrays whose length is no multiple of four end in two numbers, one, or both: these are read and
// written on their own, so that nothing past the end is touched (another thread may own it).

/** How many numbers to take at once, of those that are left: 4, 2 or 1. */
export function lanesOf(left: i32): i32 {
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/** Reads 4, 2 or 1 numbers; the other lanes are zero. */
export function loadLanes(from: usize, lanes: i32): v128 {
  if (lanes == 4) return v128.load(from);
  return lanes == 2 ? v128.load_zero<u64>(from) : v128.load_zero<u32>(from);
}

/** Writes the first 4, 2 or 1 numbers. */
export function storeLanes(to: usize, v: v128, lanes: i32): void {
  if (lanes == 4) v128.store(to, v);
  else if (lanes == 2) v128.store_lane<u64>(to, v, 0);
  else v128.store_lane<u32>(to, v, 0);
}
