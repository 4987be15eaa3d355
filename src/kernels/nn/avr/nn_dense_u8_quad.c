/* nn_dense_u8_quad.c: one vector after the other; the work is in nn_avr_dense. */
#include "nn_avr.h"

NN_KERNEL void nn_dense_u8_quad(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint8_t *in = (const uint8_t *)memory->arena + (uint16_t)step->in;
    nn_avr_dense_frame frame;
    (void)rows;
    frame.scaling.out = (uint8_t *)memory->arena + (uint16_t)step->out;
    frame.scaling.range = step->out_range;
    frame.scaling.lo = step->out_lo;
    frame.scaling.offset = step->out_offset;
    frame.inputs = step->in_count;
    frame.step = 1;
    for (uint16_t vector = step->vectors; vector > 0; vector--) {
        frame.x = in;
        in += step->in_count;
        frame.weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame.scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame.scaling.channels = step->out_count;
        nn_avr_dense(&frame);
    }
}
