/* nn_add_s8_simd.c: four sums at a time, the last ones by the plain kernel [E1]. */
#include "nn_bulk.h"
#include "vector.h"

#if defined(__wasm_simd128__)

/* One factor for all lanes, as pack scales a channel's; 0 where it can't: shifts to the left, or too
 * far to the right. */
static int factor(nn_bulk_channels *c, int32_t multiplier, int32_t shift)
{
    const int32_t down = 1 - shift;
    if (shift > 0 || down > 30) return 0;
    for (int i = 0; i < 4; i++) {
        c->multiplier[i] = multiplier;
        c->add[i] = 1 + (shift < 0 ? 1 << (down - 1) : 0);
        c->away[i] = shift < 0 ? -2 : 0;
    }
    c->down = down;
    return 1;
}

/* So that four times the sum of two values of 28 bits fits int32. */
static int at_most_half(int32_t multiplier, int32_t shift)
{
    return shift < 0 || (shift == 0 && multiplier == 1 << 30);
}

/* (value − zero point) · 2^20, times the 2^2 of one factor's scale. */
ALWAYS_INLINE void spread(lanes to[2], const int8_t *from, int8_t zero_point)
{
    const v128_t x = wasm_i16x8_sub(wasm_i16x8_load8x8(from), wasm_i16x8_splat(zero_point));
    to[0] = wasm_i32x4_shl(wasm_i32x4_extend_low_i16x8(x), 22);
    to[1] = wasm_i32x4_shl(wasm_i32x4_extend_high_i16x8(x), 22);
}

void nn_add_s8_simd(const nn_add_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_bulk_channels fa, fb, fout;
    const nn_range range = {step->out_zero_point, step->out_lo, step->out_hi};
    nn_add_s8_step rest = *step;
    const int fast = at_most_half(rest.a_multiplier, rest.a_shift) &&
                     at_most_half(rest.b_multiplier, rest.b_shift) &&
                     factor(&fa, rest.a_multiplier, rest.a_shift) &&
                     factor(&fb, rest.b_multiplier, rest.b_shift) &&
                     factor(&fout, rest.out_multiplier, rest.out_shift);
    for (; fast && rest.count >= 8; rest.count -= 8, rest.a += 8, rest.b += 8, rest.out += 8) {
        lanes a[2], b[2], sum[2];
        spread(a, memory->arena + rest.a, rest.a_zero_point);
        spread(b, memory->arena + rest.b, rest.b_zero_point);
        for (int i = 0; i < 2; i++) {
            const lanes both = wasm_i32x4_add(lanes_requantize(a[i], &fa), lanes_requantize(b[i], &fb));
            sum[i] = lanes_requantize(wasm_i32x4_shl(both, 2), &fout);
        }
        halves_store(memory->arena + rest.out, halves_output(sum[0], sum[1], range), 8);
    }
    nn_add_s8(&rest, memory, rows);
}
#endif
