/** Copies n floats. */
function copy(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < n; ++i, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

/** An image with a margin: row r of it is row r - top of x, if there is one, else zeros; columns too. */
export function pad(
  x: usize,
  padded: usize,
  height: i32,
  width: i32,
  channels: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>paddedWidth * pixel;
  memory.fill(padded, 0, <usize>paddedHeight * line);
  const first = max(left, 0);
  const count = min(width + left, paddedWidth) - first;
  if (count <= 0) return;
  for (let r = max(top, 0); r < paddedHeight && r - top < height; ++r) {
    copy(
      padded + <usize>r * line + <usize>first * pixel,
      x + <usize>((r - top) * width + first - left) * pixel,
      count * channels
    );
  }
}
