/* dx[y][x][i] = sum over the windows that read it of dy * w, scattered: 4 places of dy at a time are
 * multiplied with every tap's [out_c][in_c] and added where the tap lies. */
#include "gradients.h"

typedef struct {
  const float *g[4];
  float *to[4];
  int32_t places, oc, ic;
} group;

/* w is [out_c][in_c padded to 4]; i the first of 8 (or 4) input channels. */
static inline void add_tap(const group *p, const float *w, size_t at, int32_t i, int two) {
  v128_t a0 = wasm_f32x4_const_splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const float *g0 = p->g[0], *g1 = p->g[1], *g2 = p->g[2], *g3 = p->g[3];
  w += i;
  for (int32_t o = 0; o < p->oc; o++, w += p->ic) {
    const v128_t v0 = wasm_v128_load32_splat(g0 + o), v1 = wasm_v128_load32_splat(g1 + o);
    const v128_t v2 = wasm_v128_load32_splat(g2 + o), v3 = wasm_v128_load32_splat(g3 + o);
    const v128_t w0 = wasm_v128_load(w);
    a0 = wasm_f32x4_add(a0, wasm_f32x4_mul(v0, w0));
    a1 = wasm_f32x4_add(a1, wasm_f32x4_mul(v1, w0));
    a2 = wasm_f32x4_add(a2, wasm_f32x4_mul(v2, w0));
    a3 = wasm_f32x4_add(a3, wasm_f32x4_mul(v3, w0));
    if (two) {
      const v128_t w1 = wasm_v128_load(w + 4);
      b0 = wasm_f32x4_add(b0, wasm_f32x4_mul(v0, w1));
      b1 = wasm_f32x4_add(b1, wasm_f32x4_mul(v1, w1));
      b2 = wasm_f32x4_add(b2, wasm_f32x4_mul(v2, w1));
      b3 = wasm_f32x4_add(b3, wasm_f32x4_mul(v3, w1));
    }
  }
  const v128_t a[4] = {a0, a1, a2, a3}, b[4] = {b0, b1, b2, b3};
  for (int32_t t = 0; t < p->places; t++) {
    float *to = p->to[t] + at + i;
    wasm_v128_store(to, wasm_f32x4_add(wasm_v128_load(to), a[t]));
    if (two) wasm_v128_store(to + 4, wasm_f32x4_add(wasm_v128_load(to + 4), b[t]));
  }
}

void conv2d_input_gradient(const sizes *s, const float *dy, const float *w, float *dx, float *scratch) {
  const int32_t ic = up4(s->in_c), oc = s->out_c, width = plane_w(s), height = plane_h(s);
  const int32_t taps = s->kernel_h * s->kernel_w;
  float *plane = scratch;
  float *turned = plane + (size_t)height * width * ic;
  for (int32_t t = 0; t < taps; t++)
    for (int32_t o = 0; o < oc; o++)
      pad_vectors(w + (size_t)t * s->in_c * oc + o, 1, 0, s->in_c, oc,
                  turned + ((size_t)t * oc + o) * ic, ic);
  for (int32_t n = 0; n < s->n; n++) {
    for (int32_t i = 0; i < height * width * ic; i++) plane[i] = 0;
    for (int32_t y = 0; y < s->out_h; y++)
      for (int32_t x = 0; x < s->out_w; x += 4) {
        group p = {.places = s->out_w - x < 4 ? s->out_w - x : 4, .oc = oc, .ic = ic};
        for (int32_t t = 0; t < 4; t++) {
          const int32_t column = x + (t < p.places ? t : 0);
          p.g[t] = dy + (((size_t)n * s->out_h + y) * s->out_w + column) * oc;
          p.to[t] = plane + ((size_t)y * s->stride_h * width + column * s->stride_w) * ic;
        }
        for (int32_t t = 0; t < taps; t++) {
          const size_t at = (size_t)(t / s->kernel_w * width + t % s->kernel_w) * ic;
          const float *tap = turned + (size_t)t * oc * ic;
          int32_t i = 0;
          for (; i + 8 <= ic; i += 8) add_tap(&p, tap, at, i, 1);
          if (i < ic) add_tap(&p, tap, at, i, 0);
        }
      }
    read_plane(s, plane, dx + (size_t)n * s->in_h * s->in_w * s->in_c, ic);
  }
}
