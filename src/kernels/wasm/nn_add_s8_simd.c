/* nn_add_s8_simd.c: four sums at a time, the last ones by the plain kernel [E1]. */
#include "nn_bulk.h"
#include "vector.h"

#if defined(__wasm_simd128__)

/* One factor for all lanes. */
static nn_bulk_channels factor(int32_t multiplier, int32_t shift)
{
    const int32_t post = shift < 0 ? (int32_t)(1u << (31 + shift)) : 0;
    const nn_bulk_channels c = {
        {0, 0, 0, 0},
        {multiplier, multiplier, multiplier, multiplier},
        {shift, shift, shift, shift},
        {post, post, post, post},
    };
    return c;
}

ALWAYS_INLINE lanes scaled(const int8_t *from, int8_t zero_point, const nn_bulk_channels *c)
{
    const v128_t words = wasm_i16x8_extend_low_i8x16(wasm_v128_load32_zero(from));
    const v128_t zero = wasm_i32x4_splat(zero_point);
    const v128_t value = wasm_i32x4_sub(wasm_i32x4_extend_low_i16x8(words), zero);
    return lanes_requantize(wasm_i32x4_shl(value, 20), c);
}

void nn_add_s8_simd(const nn_add_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_bulk_channels fa = factor(step->a_multiplier, step->a_shift);
    const nn_bulk_channels fb = factor(step->b_multiplier, step->b_shift);
    const nn_bulk_channels fout = factor(step->out_multiplier, step->out_shift);
    const nn_range range = {step->out_zero_point, step->out_lo, step->out_hi};
    nn_add_s8_step rest = *step;
    for (; rest.count >= 4; rest.count -= 4, rest.a += 4, rest.b += 4, rest.out += 4) {
        const lanes a = scaled(memory->arena + rest.a, step->a_zero_point, &fa);
        const lanes b = scaled(memory->arena + rest.b, step->b_zero_point, &fb);
        const lanes sum = lanes_requantize(lanes_add(a, b), &fout);
        lanes_store_s8(memory->arena + rest.out, lanes_clamp(sum, range), 4);
    }
    nn_add_s8(&rest, memory, rows);
}
#endif
