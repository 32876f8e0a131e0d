/** Rows start to end of y = x · scale + offset, with a scale and an offset for each column. */
export function scaleAndShift(
  start: i32,
  end: i32,
  x: usize,
  scale: usize,
  offset: usize,
  y: usize,
  columns: i32
): void {
  for (let row = start; row < end; ++row) {
    let at = (<usize>row * columns) << 2;
    let j = 0;
    for (; j + 4 <= columns; j += 4, at += 16) {
      const c = (<usize>j) << 2;
      v128.store(
        y + at,
        f32x4.add(f32x4.mul(v128.load(x + at), v128.load(scale + c)), v128.load(offset + c))
      );
    }
    for (; j < columns; ++j, at += 4) {
      const c = (<usize>j) << 2;
      store<f32>(y + at, load<f32>(x + at) * load<f32>(scale + c) + load<f32>(offset + c));
    }
  }
}
