/* nn_dense_u8_quad.c: one vector after the other; the work is in nn_avr_dense. */
#include "nn_avr.h"

NN_KERNEL void nn_dense_u8_quad(const nn_dense_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    nn_avr_frame frame;
    nn_avr_view *view = &frame.view[0];
    (void)rows;
    frame.out = (uint8_t *)memory->arena + step->out;
    frame.out_step = 1;
    frame.range = step->out_range;
    frame.lo = step->out_lo;
    frame.offset = step->out_offset;
    view->runs = step->in_count;
    for (uint16_t vector = step->vectors; vector > 0; vector--) {
        uint32_t sum = 0;
        view->x = in;
        for (uint16_t i = step->in_count; i > 0; i--) sum -= *in++;
        sum <<= 7;
        view->bias[0] = (uint8_t)sum;
        view->bias[1] = (uint8_t)(sum >> 8);
        view->bias[2] = (uint8_t)(sum >> 16);
        view->weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame.left = (uint8_t)step->out_count;
        frame.pool = (uint8_t)(step->out_count >> 8);
        nn_avr_dense(&frame);
    }
}
