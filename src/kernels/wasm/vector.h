/* vector.h: the few operations on four int32 lanes that the bulk kernels are made of, once with
 * WebAssembly's SIMD and once as plain loops that give the same bits. */
#ifndef VECTOR_H
#define VECTOR_H

#include "nn_mean.h"
#include "nn_requantize.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The records of four output channels, woven. `post` is 2^(31 + shift), all 0 where one shift ≥ 0. */
typedef struct {
    int32_t bias[4], multiplier[4], shift[4];
    int32_t post[4];
} nn_bulk_channels;

typedef struct {
    int8_t zero_point, lo, hi;
} nn_range;

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>

typedef v128_t lanes;

ALWAYS_INLINE lanes lanes_load(const int32_t *from) { return wasm_v128_load(from); }
ALWAYS_INLINE lanes lanes_splat(int32_t value) { return wasm_i32x4_splat(value); }
ALWAYS_INLINE lanes lanes_add(lanes a, lanes b) { return wasm_i32x4_add(a, b); }
ALWAYS_INLINE lanes lanes_max(lanes a, lanes b) { return wasm_i32x4_max(a, b); }

/* Two neighboring values for all lanes; two weights for each lane; sum + x0 · w0 + x1 · w1. */
typedef v128_t two_values;
typedef v128_t two_weights;
ALWAYS_INLINE two_values values_splat(const int16_t *x) { return wasm_v128_load32_splat(x); }
ALWAYS_INLINE two_weights weights_load(const int16_t *w) { return wasm_v128_load(w); }
ALWAYS_INLINE lanes lanes_dot(lanes sum, two_values x, two_weights w)
{
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(x, w));
}

/* The same for eight channels with values of their own, two taps each. */
ALWAYS_INLINE void lanes_dot8(lanes *low, lanes *high, const int16_t *first, const int16_t *second,
                              two_weights w_low, two_weights w_high)
{
    const v128_t a = wasm_v128_load(first), b = wasm_v128_load(second);
    *low = lanes_dot(*low, wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), w_low);
    *high = lanes_dot(*high, wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15), w_high);
}

/* (x · m + 2^30) >> 31 [R2] */
ALWAYS_INLINE lanes multiply_high(lanes x, lanes m)
{
    const v128_t half = wasm_i64x2_splat(1LL << 30);
    const v128_t low = wasm_i64x2_add(wasm_i64x2_extmul_low_i32x4(x, m), half);
    const v128_t high = wasm_i64x2_add(wasm_i64x2_extmul_high_i32x4(x, m), half);
    return wasm_i32x4_shuffle(wasm_u64x2_shr(low, 31), wasm_u64x2_shr(high, 31), 0, 2, 4, 6);
}

/* The second rounding is a high multiply too: y / 2^n, halves away from zero, is
 * ((y − (y < 0)) · 2^(31−n) + 2^30) >> 31. Shifts to the left take the plain way. */
ALWAYS_INLINE lanes lanes_requantize(lanes sum, const nn_bulk_channels *c)
{
    if (c->post[0] == 0) {
        int32_t each[4];
        wasm_v128_store(each, sum);
        for (int i = 0; i < 4; i++)
            each[i] = nn_requantize(each[i], c->multiplier[i], (int16_t)c->shift[i]);
        return wasm_v128_load(each);
    }
    const lanes y = multiply_high(sum, wasm_v128_load(c->multiplier));
    return multiply_high(wasm_i32x4_add(y, wasm_i32x4_shr(y, 31)), wasm_v128_load(c->post));
}

/* Compares before it adds the zero point: y may be near the ends of int32 [R3]. */
ALWAYS_INLINE lanes lanes_clamp(lanes y, nn_range r)
{
    y = wasm_i32x4_max(y, wasm_i32x4_splat(r.lo - r.zero_point));
    y = wasm_i32x4_min(y, wasm_i32x4_splat(r.hi - r.zero_point));
    return wasm_i32x4_add(y, wasm_i32x4_splat(r.zero_point));
}

/* sum / count, rounded half away from zero [P2]. */
ALWAYS_INLINE lanes lanes_mean(lanes sum, uint32_t count)
{
    if ((count & (count - 1)) == 0) {
        const lanes nudged = wasm_i32x4_add(sum, wasm_i32x4_splat((int32_t)(count >> 1)));
        const lanes away = wasm_i32x4_add(nudged, wasm_i32x4_shr(sum, 31));
        return count == 1 ? sum : wasm_i32x4_shr(away, (uint32_t)__builtin_ctz(count));
    }
    int32_t each[4];
    wasm_v128_store(each, sum);
    for (int i = 0; i < 4; i++) each[i] = nn_mean(each[i], count);
    return wasm_v128_load(each);
}

ALWAYS_INLINE void lanes_store_s8(int8_t *to, lanes y, uint32_t count)
{
    const v128_t words = wasm_i16x8_narrow_i32x4(y, y);
    const v128_t bytes = wasm_i8x16_narrow_i16x8(words, words);
    if (count >= 4) {
        wasm_v128_store32_lane(to, bytes, 0);
        return;
    }
    uint32_t all = (uint32_t)wasm_i32x4_extract_lane(bytes, 0);
    for (uint32_t i = 0; i < count; i++, all >>= 8) to[i] = (int8_t)all;
}

ALWAYS_INLINE void widen8(int16_t *to, const int8_t *from)
{
    wasm_v128_store(to, wasm_i16x8_load8x8(from));
}

#else

typedef struct {
    int32_t at[4];
} lanes;

#define EACH_LANE for (int i = 0; i < 4; i++)

ALWAYS_INLINE lanes lanes_load(const int32_t *from)
{
    lanes r;
    EACH_LANE r.at[i] = from[i];
    return r;
}
ALWAYS_INLINE lanes lanes_splat(int32_t value)
{
    const lanes r = {{value, value, value, value}};
    return r;
}
ALWAYS_INLINE lanes lanes_add(lanes a, lanes b)
{
    EACH_LANE a.at[i] += b.at[i];
    return a;
}
ALWAYS_INLINE lanes lanes_max(lanes a, lanes b)
{
    EACH_LANE a.at[i] = a.at[i] > b.at[i] ? a.at[i] : b.at[i];
    return a;
}

typedef const int16_t *two_values;
typedef const int16_t *two_weights;
ALWAYS_INLINE two_values values_splat(const int16_t *x) { return x; }
ALWAYS_INLINE two_weights weights_load(const int16_t *w) { return w; }
ALWAYS_INLINE lanes lanes_dot(lanes sum, two_values x, two_weights w)
{
    EACH_LANE sum.at[i] += x[0] * w[2 * i] + x[1] * w[2 * i + 1];
    return sum;
}
ALWAYS_INLINE void lanes_dot8(lanes *low, lanes *high, const int16_t *first, const int16_t *second,
                              two_weights w_low, two_weights w_high)
{
    EACH_LANE {
        low->at[i] += first[i] * w_low[2 * i] + second[i] * w_low[2 * i + 1];
        high->at[i] += first[i + 4] * w_high[2 * i] + second[i + 4] * w_high[2 * i + 1];
    }
}

ALWAYS_INLINE lanes lanes_requantize(lanes sum, const nn_bulk_channels *c)
{
    EACH_LANE sum.at[i] = nn_requantize(sum.at[i], c->multiplier[i], (int16_t)c->shift[i]);
    return sum;
}
ALWAYS_INLINE lanes lanes_clamp(lanes y, nn_range r)
{
    EACH_LANE y.at[i] = nn_clamp(y.at[i], r.zero_point, r.lo, r.hi);
    return y;
}
ALWAYS_INLINE lanes lanes_mean(lanes sum, uint32_t count)
{
    EACH_LANE sum.at[i] = nn_mean(sum.at[i], count);
    return sum;
}
ALWAYS_INLINE void lanes_store_s8(int8_t *to, lanes y, uint32_t count)
{
    for (uint32_t i = 0; i < 4 && i < count; i++) to[i] = (int8_t)y.at[i];
}
ALWAYS_INLINE void widen8(int16_t *to, const int8_t *from)
{
    for (int i = 0; i < 8; i++) to[i] = from[i];
}

#endif

ALWAYS_INLINE void widen(int16_t *to, const int8_t *from, size_t count)
{
    for (; count >= 8; count -= 8, to += 8, from += 8) widen8(to, from);
    for (; count > 0; count--) *to++ = *from++;
}

#endif
