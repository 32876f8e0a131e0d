// Floating-point operations a second that one core reaches: independent fused multiply-adds in
// registers, of the widest vectors that the compiler knows for this machine. Prints GFLOP/s.
#include <stdio.h>
#include <time.h>
#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif
typedef float V __attribute__((vector_size(LANES * 4)));
enum { CHAINS = 12, STEPS = 2000000 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
  double best = 0;
  V sums[CHAINS], a = {0}, b = {0};
  for (int i = 0; i < LANES; ++i) a[i] = 0.999f, b[i] = 1e-3f;
  for (int i = 0; i < CHAINS; ++i) sums[i] = b;
  for (int round = 0; round < 10; ++round) {
    double start = seconds();
    for (int step = 0; step < STEPS; ++step)
#pragma GCC unroll 12
      for (int i = 0; i < CHAINS; ++i) sums[i] = sums[i] * a + b;
    double rate = 2.0 * LANES * CHAINS * STEPS / (seconds() - start) / 1e9;
    if (rate > best) best = rate;
  }
  float keep = 0;
  for (int i = 0; i < CHAINS; ++i) keep += sums[i][0];
  printf(keep == 0 ? " %.1f\n" : "%.1f\n", best);
}
