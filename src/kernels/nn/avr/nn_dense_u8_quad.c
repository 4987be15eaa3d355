/* nn_dense_u8_quad.c: one vector after the other; the work is in nn_avr_dense. */
#include "nn_avr.h"

NN_KERNEL void nn_dense_u8_quad(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint8_t *in = (const uint8_t *)memory->arena + (uint16_t)step->in;
    nn_avr_frame frame;
    (void)rows;
    frame.out = (uint8_t *)memory->arena + (uint16_t)step->out;
    frame.range = step->out_range;
    frame.lo = step->out_lo;
    frame.offset = step->out_offset;
    frame.view[0].runs = step->in_count;
    frame.view[0].step = 1;
    for (uint16_t vector = step->vectors; vector > 0; vector--) {
        frame.view[0].x = in;
        in += step->in_count;
        frame.view[0].weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame.channels = step->out_count;
        nn_avr_dense(&frame);
    }
}
