// Matrix product of single-precision numbers, the heart of convolutions and dense layers.
//
// A block of 4 x 8 results is held in eight vector registers while the kernel runs along the inner
// dimension; the right-hand matrix is packed beforehand into panels of eight columns, so that it is
// read in order. Strides are in elements, addresses in bytes.

/** Columns of one panel. */
export const PANEL = 8;

// Inner dimension worked on at a time: a panel of it (16 KiB) stays in the first-level cache.
const DEPTH: i32 = 512;

/** Packs b[depth, columns] into panels; columns past the end are zeros. */
export function pack(
  start: i32,
  end: i32,
  b: usize,
  packed: usize,
  depth: i32,
  columns: i32,
  rowStride: i32,
  columnStride: i32
): void {
  for (let panel = start; panel < end; ++panel) {
    const first = panel * PANEL;
    const width = min(columns - first, PANEL);
    let to = packed + ((<usize>panel * depth * PANEL) << 2);
    for (let k = 0; k < depth; ++k, to += PANEL << 2) {
      const from = b + ((<usize>(k * rowStride + first * columnStride)) << 2);
      if (width == PANEL && columnStride == 1) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        continue;
      }
      for (let j = 0; j < PANEL; ++j) {
        const value = j < width ? load<f32>(from + ((<usize>(j * columnStride)) << 2)) : <f32>0;
        store<f32>(to + ((<usize>j) << 2), value);
      }
    }
  }
}

/** Writes the first `width` of eight numbers. */
function storeRow(to: usize, low: v128, high: v128, width: i32): void {
  if (width >= 4) {
    v128.store(to, low);
    low = high;
    to += 16;
    width -= 4;
  }
  if (width == 4) {
    v128.store(to, low);
    return;
  }
  if (width & 2) {
    v128.store_lane<u64>(to, low, 0);
    low = i64x2.shuffle(low, low, 1, 1);
    to += 8;
  }
  if (width & 1) v128.store_lane<u32>(to, low, 0);
}

/**
 * c[4, 8] = (bias | c | 0) + a[4, depth] · b[depth, 8], of which `width` columns are written.
 *
 * The four rows of a lie anywhere. The inner dimension comes in segments of `deep` steps; at the end of
 * each, `skip` bytes are passed over in a: so the window of a convolution is read where it lies.
 */
export function block4(
  segments: i32,
  deep: i32,
  skip: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
  bias: usize,
  width: i32
): void {
  let c00 = f32x4.splat(0),
    c01 = c00;
  let c10 = c00,
    c11 = c00;
  let c20 = c00,
    c21 = c00;
  let c30 = c00,
    c31 = c00;
  const c1 = c + cRow,
    c2 = c1 + cRow,
    c3 = c2 + cRow;
  if (accumulate) {
    c00 = v128.load(c);
    c01 = v128.load(c, 16);
    c10 = v128.load(c1);
    c11 = v128.load(c1, 16);
    c20 = v128.load(c2);
    c21 = v128.load(c2, 16);
    c30 = v128.load(c3);
    c31 = v128.load(c3, 16);
  } else if (bias) {
    c00 = v128.load(bias);
    c01 = v128.load(bias, 16);
    c10 = c00;
    c11 = c01;
    c20 = c00;
    c21 = c01;
    c30 = c00;
    c31 = c01;
  }
  for (let s = 0; s < segments; ++s) {
    for (let k = 0; k < deep; ++k) {
      const b0 = v128.load(b),
        b1 = v128.load(b, 16);
      let x = v128.load_splat<f32>(a0);
      c00 = f32x4.add(c00, f32x4.mul(x, b0));
      c01 = f32x4.add(c01, f32x4.mul(x, b1));
      x = v128.load_splat<f32>(a1);
      c10 = f32x4.add(c10, f32x4.mul(x, b0));
      c11 = f32x4.add(c11, f32x4.mul(x, b1));
      x = v128.load_splat<f32>(a2);
      c20 = f32x4.add(c20, f32x4.mul(x, b0));
      c21 = f32x4.add(c21, f32x4.mul(x, b1));
      x = v128.load_splat<f32>(a3);
      c30 = f32x4.add(c30, f32x4.mul(x, b0));
      c31 = f32x4.add(c31, f32x4.mul(x, b1));
      a0 += aColumn;
      a1 += aColumn;
      a2 += aColumn;
      a3 += aColumn;
      b += bRow;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  storeRow(c, c00, c01, width);
  storeRow(c1, c10, c11, width);
  storeRow(c2, c20, c21, width);
  storeRow(c3, c30, c31, width);
}

/** The same for a single row. */
export function block1(
  segments: i32,
  deep: i32,
  skip: usize,
  a: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  accumulate: bool,
  bias: usize,
  width: i32
): void {
  let c0 = f32x4.splat(0),
    c1 = c0;
  if (accumulate) {
    c0 = v128.load(c);
    c1 = v128.load(c, 16);
  } else if (bias) {
    c0 = v128.load(bias);
    c1 = v128.load(bias, 16);
  }
  for (let s = 0; s < segments; ++s) {
    for (let k = 0; k < deep; ++k) {
      const x = v128.load_splat<f32>(a);
      c0 = f32x4.add(c0, f32x4.mul(x, v128.load(b)));
      c1 = f32x4.add(c1, f32x4.mul(x, v128.load(b, 16)));
      a += aColumn;
      b += bRow;
    }
    a += skip;
  }
  storeRow(c, c0, c1, width);
}

/**
 * c[rows, columns] = (bias | c | 0) + a[rows, depth] · b[depth, columns].
 *
 * b is packed into panels (`panelStride` = depth · 8, `bRow` = 8) or lies in rows as it is
 * (`panelStride` = 8, `bRow` = columns). Up to seven elements past the end of a row are read, and of no
 * consequence: only the row itself is written.
 */
export function product(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  panelStride: i32,
  c: usize,
  cRow: i32,
  accumulate: bool,
  bias: usize
): void {
  const aRowBytes = (<usize>aRow) << 2,
    aColumnBytes = (<usize>aColumn) << 2;
  const bRowBytes = (<usize>bRow) << 2,
    cRowBytes = (<usize>cRow) << 2;
  for (let k = 0; k < depth || k == 0; k += DEPTH) {
    const deep = min(depth - k, DEPTH);
    const add = accumulate || k > 0;
    const aK = a + <usize>k * aColumnBytes;
    for (let j = 0; j < columns; j += PANEL) {
      const bJ = b + ((<usize>((j >> 3) * panelStride)) << 2) + <usize>k * bRowBytes;
      const width = min(columns - j, PANEL);
      const biasJ = bias ? bias + ((<usize>j) << 2) : 0;
      for (let i = 0; i < rows;) {
        const four = i + 4 <= rows;
        const aI = aK + <usize>i * aRowBytes;
        const cI = c + <usize>i * cRowBytes + ((<usize>j) << 2);
        if (four) {
          const a1 = aI + aRowBytes,
            a2 = a1 + aRowBytes,
            a3 = a2 + aRowBytes;
          block4(
            1,
            deep,
            0,
            aI,
            a1,
            a2,
            a3,
            aColumnBytes,
            bJ,
            bRowBytes,
            cI,
            cRowBytes,
            add,
            biasJ,
            width
          );
        } else {
          block1(1, deep, 0, aI, aColumnBytes, bJ, bRowBytes, cI, add, biasJ, width);
        }
        i += four ? 4 : 1;
      }
    }
  }
}

/** Rows start to end of c = a · b + bias, b packed; c is [rows, columns]. */
export function matMul(
  start: i32,
  end: i32,
  a: usize,
  packed: usize,
  bias: usize,
  c: usize,
  columns: i32,
  depth: i32,
  aRow: i32,
  aColumn: i32
): void {
  product(
    end - start,
    columns,
    depth,
    a + ((<usize>(start * aRow)) << 2),
    aRow,
    aColumn,
    packed,
    PANEL,
    depth * PANEL,
    c + ((<usize>(start * columns)) << 2),
    columns,
    false,
    bias
  );
}
