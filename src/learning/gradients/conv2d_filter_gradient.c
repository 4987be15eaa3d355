/* dw[ky][kx][i][o] = sum over samples and places of x * dy. Tiles of 4 taps by 8 (or 4) filters stay
 * in registers while one picture is walked: 6 loads for 32 products. */
#include "gradients.h"

typedef struct {
  const float *plane, *dy;
  int32_t out_h, out_w, row, step, oc;
} picture;

/* Adds one picture's part for 4 taps (their offsets into the plane) to sums[4][2]. */
static inline void walk(const picture *p, const int32_t *taps, int32_t o, int two, v128_t sums[4][2]) {
  v128_t a0 = sums[0][0], a1 = sums[1][0], a2 = sums[2][0], a3 = sums[3][0];
  v128_t b0 = sums[0][1], b1 = sums[1][1], b2 = sums[2][1], b3 = sums[3][1];
  for (int32_t y = 0; y < p->out_h; y++) {
    const float *x = p->plane + (size_t)y * p->row;
    const float *g = p->dy + (size_t)y * p->out_w * p->oc + o;
    const float *x0 = x + taps[0], *x1 = x + taps[1], *x2 = x + taps[2], *x3 = x + taps[3];
    for (int32_t at = 0, n = p->out_w; n > 0; n--, at += p->step, g += p->oc) {
      const v128_t v0 = wasm_v128_load32_splat(x0 + at), v1 = wasm_v128_load32_splat(x1 + at);
      const v128_t v2 = wasm_v128_load32_splat(x2 + at), v3 = wasm_v128_load32_splat(x3 + at);
      const v128_t g0 = wasm_v128_load(g);
      a0 = wasm_f32x4_add(a0, wasm_f32x4_mul(v0, g0));
      a1 = wasm_f32x4_add(a1, wasm_f32x4_mul(v1, g0));
      a2 = wasm_f32x4_add(a2, wasm_f32x4_mul(v2, g0));
      a3 = wasm_f32x4_add(a3, wasm_f32x4_mul(v3, g0));
      if (two) {
        const v128_t g1 = wasm_v128_load(g + 4);
        b0 = wasm_f32x4_add(b0, wasm_f32x4_mul(v0, g1));
        b1 = wasm_f32x4_add(b1, wasm_f32x4_mul(v1, g1));
        b2 = wasm_f32x4_add(b2, wasm_f32x4_mul(v2, g1));
        b3 = wasm_f32x4_add(b3, wasm_f32x4_mul(v3, g1));
      }
    }
  }
  sums[0][0] = a0, sums[1][0] = a1, sums[2][0] = a2, sums[3][0] = a3;
  sums[0][1] = b0, sums[1][1] = b1, sums[2][1] = b2, sums[3][1] = b3;
}

static void add_tile(const picture *p, const int32_t *taps, int32_t tap, int32_t count, int32_t o,
                     float *dw) {
  const int two = o + 4 < p->oc;
  v128_t sums[4][2];
  for (int32_t t = 0; t < 4; t++) {
    const float *from = dw + (size_t)(tap + (t < count ? t : 0)) * p->oc + o;
    sums[t][0] = wasm_v128_load(from);
    sums[t][1] = two ? wasm_v128_load(from + 4) : wasm_f32x4_const_splat(0);
  }
  if (two) walk(p, taps, o, 1, sums);
  else walk(p, taps, o, 0, sums);
  for (int32_t t = 0; t < count; t++) {
    float *to = dw + (size_t)(tap + t) * p->oc + o;
    wasm_v128_store(to, sums[t][0]);
    if (two) wasm_v128_store(to + 4, sums[t][1]);
  }
}

void conv2d_filter_gradient(const sizes *s, const float *x, const float *dy, float *dw, float *scratch) {
  const int32_t ic = s->in_c, oc = up4(s->out_c), w = plane_w(s), places = s->out_h * s->out_w;
  const int32_t taps = s->kernel_h * s->kernel_w * ic;
  float *plane = scratch;
  float *padded = plane + (size_t)plane_h(s) * w * ic;
  float *sums = padded + (size_t)places * oc;
  const picture p = {plane, padded, s->out_h, s->out_w, s->stride_h * w * ic, s->stride_w * ic, oc};
  for (int32_t i = 0; i < taps * oc; i++) sums[i] = 0;
  for (int32_t n = 0; n < s->n; n++) {
    fill_plane(s, x + (size_t)n * s->in_h * s->in_w * ic, plane, ic);
    pad_vectors(dy + (size_t)n * places * s->out_c, places, s->out_c, s->out_c, 1, padded, oc);
    for (int32_t tap = 0; tap < taps; tap += 4) {
      const int32_t count = taps - tap < 4 ? taps - tap : 4;
      int32_t offsets[4];
      for (int32_t t = 0; t < 4; t++) {
        const int32_t which = tap + (t < count ? t : 0), place = which / ic;
        offsets[t] = (place / s->kernel_w * w + place % s->kernel_w) * ic + which % ic;
      }
      for (int32_t o = 0; o < oc; o += 8) add_tile(&p, offsets, tap, count, o, sums);
    }
  }
  for (int32_t t = 0; t < taps; t++)
    for (int32_t o = 0; o < s->out_c; o++) dw[(size_t)t * s->out_c + o] = sums[(size_t)t * oc + o];
}
