/* nn_bulk_requantize.c: sums of channels whose factors are so far apart, or so large, that they do not
 * fit the one shift of vector.h [R2]. */
#include "nn_bulk.h"
#include "vector.h"

#if defined(__wasm_simd128__)

/* (x · m + 2^30) >> 31 */
ALWAYS_INLINE lanes multiply_round(lanes x, lanes m)
{
    const v128_t half = wasm_i64x2_splat(1LL << 30);
    const v128_t low = wasm_i64x2_add(wasm_i64x2_extmul_low_i32x4(x, m), half);
    const v128_t high = wasm_i64x2_add(wasm_i64x2_extmul_high_i32x4(x, m), half);
    return wasm_i32x4_shuffle(wasm_u64x2_shr(low, 31), wasm_u64x2_shr(high, 31), 0, 2, 4, 6);
}

/* The second rounding is such a product too: y / 2^n, halves away from zero, is
 * ((y − (y < 0)) · 2^(31−n) + 2^30) >> 31. */
static int all_right(int32_t sums[4], const nn_bulk_channels *c)
{
    const lanes post = wasm_v128_load(c->post);
    if (!wasm_i32x4_all_true(post)) return 0;
    const lanes y = multiply_round(wasm_v128_load(sums), wasm_v128_load(c->multiplier));
    wasm_v128_store(sums, multiply_round(wasm_i32x4_add(y, wasm_i32x4_shr(y, 31)), post));
    return 1;
}

#else

static int all_right(int32_t sums[4], const nn_bulk_channels *c)
{
    (void)sums, (void)c;
    return 0;
}

#endif

NN_KERNEL void nn_bulk_requantize(int32_t sums[4], const nn_bulk_channels *c)
{
    if (all_right(sums, c)) return;
    for (int i = 0; i < 4; i++)
        sums[i] = nn_requantize(sums[i], c->multiplier[i], (int16_t)c->shift[i]);
}
