/* nn_global_average_s8_simd.c: eight channels at a time, the rest by the plain kernel's way. In place like
 * that: channels are written when all their values are read [P3]. */
#include "nn_bulk.h"
#include "vector.h"

#if defined(__wasm_simd128__)

/* Sums of eight neighboring channels, added to `sums`. */
static void add_positions(const int8_t *at, uint32_t positions, size_t channels, int32_t sums[8])
{
    for (uint32_t rest = positions; rest > 0;) {
        const uint32_t now = rest < HALVES_COUNT ? rest : HALVES_COUNT - 1;
        halves sum = halves_zero();
        for (uint32_t n = now; n > 0; n--, at += channels) sum = halves_add(sum, halves_widen(at));
        halves_flush(&sum, sums);
        rest -= now;
    }
}

void nn_global_average_s8_simd(const nn_global_average_s8_step *step, const nn_memory *memory,
                               nn_rows rows)
{
    const nn_global_average_s8_step s = *step;
    const int8_t *in = memory->arena + s.in;
    int8_t *out = memory->arena + s.out;
    uint32_t c = 0;
    (void)rows;
    for (; c + 8 <= s.channels; c += 8) {
        int32_t sums[8] = {s.start, s.start, s.start, s.start, s.start, s.start, s.start, s.start};
        add_positions(in + c, s.positions, s.channels, sums);
        for (int i = 0; i < 8; i++) {
            const int32_t y = nn_requantize(sums[i], s.multiplier, s.shift);
            out[c + i] = nn_clamp(y, s.out_zero_point, -128, 127);
        }
    }
    for (; c < s.channels; c++) {
        int32_t sum = s.start;
        for (uint32_t n = 0; n < s.positions; n++) sum += in[(size_t)n * s.channels + c];
        const int32_t y = nn_requantize(sum, s.multiplier, s.shift);
        out[c] = nn_clamp(y, s.out_zero_point, -128, 127);
    }
}
#endif
