/* dx = dy at the first largest value of every window; 4 channels at once, the last ones singly. */
#include "gradients.h"

typedef struct {
  int32_t y, x, h, w; /* the part of a window inside the picture */
} region;

static region clip(const sizes *s, int32_t oy, int32_t ox) {
  const int32_t y = oy * s->stride_h - s->pad_top, x = ox * s->stride_w - s->pad_left;
  const int32_t top = y < 0 ? 0 : y, left = x < 0 ? 0 : x;
  const int32_t bottom = y + s->kernel_h > s->in_h ? s->in_h : y + s->kernel_h;
  const int32_t right = x + s->kernel_w > s->in_w ? s->in_w : x + s->kernel_w;
  const region r = {top, left, bottom - top, right - left};
  return r;
}

static void four(const float *x, float *dx, const float *dy, region r, int32_t row, int32_t c) {
  v128_t largest = wasm_v128_load(x);
  for (int32_t i = 0; i < r.h; i++)
    for (int32_t j = 0; j < r.w; j++)
      largest = wasm_f32x4_max(largest, wasm_v128_load(x + (size_t)i * row + (size_t)j * c));
  v128_t left = wasm_v128_load(dy);
  for (int32_t i = 0; i < r.h; i++)
    for (int32_t j = 0; j < r.w; j++) {
      const size_t at = (size_t)i * row + (size_t)j * c;
      const v128_t here = wasm_f32x4_eq(wasm_v128_load(x + at), largest);
      wasm_v128_store(dx + at, wasm_f32x4_add(wasm_v128_load(dx + at), wasm_v128_and(left, here)));
      left = wasm_v128_andnot(left, here);
    }
}

static void one(const float *x, float *dx, float dy, region r, int32_t row, int32_t c) {
  size_t best = 0;
  for (int32_t i = 0; i < r.h; i++)
    for (int32_t j = 0; j < r.w; j++) {
      const size_t at = (size_t)i * row + (size_t)j * c;
      if (x[at] > x[best]) best = at;
    }
  dx[best] += dy;
}

void max_pool_gradient(const sizes *s, const float *x, const float *dy, float *dx, float *scratch) {
  (void)scratch;
  const int32_t c = s->in_c, row = s->in_w * c;
  for (size_t i = 0, n = (size_t)s->n * s->in_h * row; i < n; i++) dx[i] = 0;
  for (int32_t n = 0; n < s->n; n++)
    for (int32_t oy = 0; oy < s->out_h; oy++)
      for (int32_t ox = 0; ox < s->out_w; ox++, dy += c) {
        const region r = clip(s, oy, ox);
        const size_t at = ((size_t)n * s->in_h + r.y) * row + (size_t)r.x * c;
        int32_t i = 0;
        for (; i + 4 <= c; i += 4) four(x + at + i, dx + at + i, dy + i, r, row, c);
        for (; i < c; i++) one(x + at + i, dx + at + i, dy[i], r, row, c);
      }
}
