/* vector.h: the few operations on four int32 lanes and eight int16 lanes that the bulk kernels are made
 * of, once with WebAssembly's SIMD and once as plain loops that give the same bits. */
#ifndef VECTOR_H
#define VECTOR_H

#include "nn_mean.h"
#include "nn_requantize.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The records of four output channels, woven. Where `down` is not 0, weights and bias are 2^up times
 * what they were, up = down + 1 + shift, so that R2 is one shift (README.md). `post` is 2^(31 + shift), 0
 * where shift ≥ 0. */
typedef struct {
    int32_t bias[4], multiplier[4], shift[4];
    int32_t post[4], add[4], away[4];
    int32_t down, reserved[3];
} nn_bulk_channels;

typedef struct {
    int8_t zero_point, lo, hi;
} nn_range;

/* Of sums whose records have down = 0, four at a time. */
void nn_bulk_requantize(int32_t sums[4], const nn_bulk_channels *channels);

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>

typedef v128_t lanes;

ALWAYS_INLINE lanes lanes_load(const int32_t *from) { return wasm_v128_load(from); }
ALWAYS_INLINE lanes lanes_splat(int32_t value) { return wasm_i32x4_splat(value); }
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

/* The upper halves of x · m. */
ALWAYS_INLINE lanes multiply_high(lanes x, lanes m)
{
    const v128_t low = wasm_i64x2_extmul_low_i32x4(x, m), high = wasm_i64x2_extmul_high_i32x4(x, m);
    return wasm_i32x4_shuffle(low, high, 1, 3, 5, 7);
}

/* Both roundings of R2 in one: the scaled sum's product with its rounding constants in the upper half,
 * less where the sum is negative, then the shift that all four have. */
ALWAYS_INLINE lanes lanes_requantize(lanes sum, const nn_bulk_channels *c)
{
    if (c->down == 0) {
        int32_t each[4];
        wasm_v128_store(each, sum);
        nn_bulk_requantize(each, c);
        return wasm_v128_load(each);
    }
    const lanes high = multiply_high(sum, wasm_v128_load(c->multiplier));
    const lanes away = wasm_v128_and(wasm_i32x4_shr(sum, 31), wasm_v128_load(c->away));
    const lanes rounded = wasm_i32x4_add(high, wasm_v128_load(c->add));
    return wasm_i32x4_shr(wasm_i32x4_add(rounded, away), (uint32_t)c->down);
}

/* Eight outputs in int16, of which none was clamped before the zero point was added: all steps
 * saturate, so that what is beyond int16 ends at lo or hi all the same [R3]. */
typedef v128_t halves;
ALWAYS_INLINE halves halves_zero(void) { return wasm_i16x8_splat(0); }
ALWAYS_INLINE halves halves_add(halves a, halves b) { return wasm_i16x8_add(a, b); }
ALWAYS_INLINE halves halves_output(lanes low, lanes high, nn_range r)
{
    const v128_t y = wasm_i16x8_narrow_i32x4(low, high);
    const v128_t moved = wasm_i16x8_add_sat(y, wasm_i16x8_splat(r.zero_point));
    const v128_t capped = wasm_i16x8_min(moved, wasm_i16x8_splat(r.hi));
    return wasm_i16x8_max(capped, wasm_i16x8_splat(r.lo));
}
ALWAYS_INLINE halves halves_widen(const int8_t *from) { return wasm_i16x8_load8x8(from); }

ALWAYS_INLINE halves halves_load(const int16_t *from) { return wasm_v128_load(from); }
ALWAYS_INLINE void halves_spill(int16_t *to, halves x) { wasm_v128_store(to, x); }

/* Means of `count` < HALVES_COUNT int8 values, rounded half away from zero [P2]. A quotient that is no
 * integer is further than a float's error from the next. */
ALWAYS_INLINE halves halves_mean(halves sum, uint32_t count)
{
    const v128_t sign = wasm_i16x8_shr(sum, 15);
    const v128_t nudge = wasm_i16x8_splat((int16_t)(count >> 1));
    if ((count & (count - 1)) == 0) {
        const v128_t nudged = wasm_i16x8_add(wasm_i16x8_add(sum, nudge), sign);
        return count == 1 ? sum : wasm_i16x8_shr(nudged, (uint32_t)__builtin_ctz(count));
    }
    const v128_t size = wasm_i16x8_add(wasm_i16x8_abs(sum), nudge);
    const v128_t divisor = wasm_f32x4_splat((float)count);
    const v128_t low = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(size));
    const v128_t high = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(size));
    const v128_t mean = wasm_i16x8_narrow_i32x4(
        wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_div(low, divisor)),
        wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_div(high, divisor)));
    return wasm_i16x8_sub(wasm_v128_xor(mean, sign), sign);
}

/* The first `count` of eight values that are int8 already. */
ALWAYS_INLINE void halves_store(int8_t *to, halves y, uint32_t count)
{
    const v128_t bytes = wasm_i8x16_narrow_i16x8(y, y);
    if (count >= 8) {
        wasm_v128_store64_lane(to, bytes, 0);
        return;
    }
    uint64_t all = (uint64_t)wasm_i64x2_extract_lane(bytes, 0);
    if (count & 4) __builtin_memcpy(to, &all, 4), to += 4, all >>= 32;
    if (count & 2) __builtin_memcpy(to, &all, 2), to += 2, all >>= 16;
    if (count & 1) *to = (int8_t)all;
}

ALWAYS_INLINE void widen8(int16_t *to, const int8_t *from)
{
    wasm_v128_store(to, wasm_i16x8_load8x8(from));
}

/* Places that do not overlap. The last sixteen may be written twice. */
ALWAYS_INLINE void copy_bytes(int8_t *to, const int8_t *from, size_t count)
{
    if (count < 16) {
        for (; count > 0; count--) *to++ = *from++;
        return;
    }
    for (size_t i = 0; i + 16 < count; i += 16) wasm_v128_store(to + i, wasm_v128_load(from + i));
    wasm_v128_store(to + count - 16, wasm_v128_load(from + count - 16));
}

ALWAYS_INLINE void fill_bytes(int8_t *to, int8_t value, size_t count)
{
    const v128_t all = wasm_i8x16_splat(value);
    for (; count >= 16; count -= 16, to += 16) wasm_v128_store(to, all);
    for (; count > 0; count--) *to++ = value;
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
    if (c->down == 0) {
        nn_bulk_requantize(sum.at, c);
        return sum;
    }
    EACH_LANE {
        const int32_t plain = sum.at[i] >> (c->down + 1 + c->shift[i]);
        sum.at[i] = nn_requantize(plain, c->multiplier[i], (int16_t)c->shift[i]);
    }
    return sum;
}

typedef struct {
    int16_t at[8];
} halves;

ALWAYS_INLINE halves halves_zero(void)
{
    const halves none = {{0}};
    return none;
}
ALWAYS_INLINE halves halves_add(halves a, halves b)
{
    for (int i = 0; i < 8; i++) a.at[i] = (int16_t)(a.at[i] + b.at[i]);
    return a;
}
ALWAYS_INLINE halves halves_output(lanes low, lanes high, nn_range r)
{
    halves y;
    EACH_LANE {
        y.at[i] = nn_clamp(low.at[i], r.zero_point, r.lo, r.hi);
        y.at[i + 4] = nn_clamp(high.at[i], r.zero_point, r.lo, r.hi);
    }
    return y;
}
ALWAYS_INLINE halves halves_load(const int16_t *from)
{
    halves r;
    for (int i = 0; i < 8; i++) r.at[i] = from[i];
    return r;
}
ALWAYS_INLINE void halves_spill(int16_t *to, halves x)
{
    for (int i = 0; i < 8; i++) to[i] = x.at[i];
}
ALWAYS_INLINE halves halves_mean(halves sum, uint32_t count)
{
    for (int i = 0; i < 8; i++) sum.at[i] = nn_mean(sum.at[i], count);
    return sum;
}
ALWAYS_INLINE void halves_store(int8_t *to, halves y, uint32_t count)
{
    for (uint32_t i = 0; i < 8 && i < count; i++) to[i] = (int8_t)y.at[i];
}
ALWAYS_INLINE void widen8(int16_t *to, const int8_t *from)
{
    for (int i = 0; i < 8; i++) to[i] = from[i];
}

#endif

/* So many int8 values, and half their number, add up within int16; larger sums are kept in int32. */
#define HALVES_COUNT 256

ALWAYS_INLINE void halves_flush(halves *sum, int32_t wide[8])
{
    int16_t each[8];
    halves_spill(each, *sum);
    for (int i = 0; i < 8; i++) wide[i] += each[i];
    *sum = halves_zero();
}

ALWAYS_INLINE halves halves_means(const int32_t wide[8], uint32_t count)
{
    int16_t each[8];
    for (int i = 0; i < 8; i++) each[i] = nn_mean(wide[i], count);
    return halves_load(each);
}

ALWAYS_INLINE void widen(int16_t *to, const int8_t *from, size_t count)
{
    for (; count >= 8; count -= 8, to += 8, from += 8) widen8(to, from);
    for (; count > 0; count--) *to++ = *from++;
}

#endif
