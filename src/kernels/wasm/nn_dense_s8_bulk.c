/* nn_dense_s8_bulk.c: sixteen outputs at a time over the widened vector; a lane is an output. */
#include "nn_bulk.h"
#include "vector.h"

/* `groups` groups of four outputs of one vector. */
ALWAYS_INLINE void outputs(uint32_t groups, const int16_t *x, const int16_t *w,
                           const nn_bulk_channels *c, uint32_t pairs, nn_range range, int8_t *out,
                           uint32_t left)
{
    const size_t filter = (size_t)pairs * 8;
    lanes sums[4];
    for (uint32_t g = 0; g < groups; g++) sums[g] = lanes_load(c[g].bias);
    for (uint32_t k = 0; k < pairs; k++, x += 2, w += 8) {
        const two_values values = values_splat(x);
        for (uint32_t g = 0; g < groups; g++)
            sums[g] = lanes_dot(sums[g], values, weights_load(w + g * filter));
    }
    for (uint32_t g = 0; g < groups; g += 2) {
        const lanes low = lanes_requantize(sums[g], c + g);
        const lanes high = groups == 1 ? low : lanes_requantize(sums[g + 1], c + g + 1);
        halves_store(out + 4 * g, halves_output(low, high, range), left - 4 * g);
    }
}

uint32_t nn_dense_s8_bulk_scratch(const nn_dense_s8_bulk_step *step)
{
    return 2u * step->in_count + 2u;
}

void nn_dense_s8_bulk(const nn_dense_s8_bulk_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint32_t in_count = step->in_count, out_count = step->out_count;
    const uint32_t pairs = (in_count + 1) / 2;
    const size_t filter = (size_t)pairs * 8;
    const nn_range range = {step->out_zero_point, step->out_lo, step->out_hi};
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out;
    const nn_bulk_channels *channels =
        (const nn_bulk_channels *)(const void *)(memory->model + step->channels);
    (void)rows;
    for (uint32_t vector = step->vectors; vector > 0; vector--, in += in_count, out += out_count) {
        const int16_t *w = (const int16_t *)(const void *)(memory->model + step->weights);
        const nn_bulk_channels *c = channels;
        uint32_t o = 0;
        widen(nn_scratch, in, in_count);
        nn_scratch[in_count] = 0;
        for (; o + 12 < out_count; o += 16, w += 4 * filter, c += 4)
            outputs(4, nn_scratch, w, c, pairs, range, out + o, out_count - o);
        for (; o < out_count; o += 4, w += filter, c++)
            outputs(1, nn_scratch, w, c, pairs, range, out + o, out_count - o);
    }
}
