/* nn_avr_vectors.c: one vector of a dense layer after the other. */
#include "nn_avr.h"

NN_KERNEL void nn_avr_vectors(const nn_dense_u8_step *step, const nn_memory *memory,
                              nn_avr_vector *dense)
{
    const uint16_t inputs = step->in_count;
    nn_avr_dense_frame frame;
    frame.scaling.out = (uint8_t *)memory->arena + (uint16_t)step->out;
    frame.scaling.range = step->out_range;
    frame.scaling.lo = step->out_lo;
    frame.scaling.offset = step->out_offset;
    frame.inputs = inputs;
    frame.step = 1;
    frame.x = (const uint8_t *)memory->arena + (uint16_t)step->in;
    for (uint16_t vector = step->vectors; vector > 0; vector--, frame.x += inputs) {
        frame.weights = nn_avr_flash_at(nn_model_at(memory, step->weights));
        frame.scaling.record = nn_avr_flash_at(nn_model_at(memory, step->channels));
        frame.scaling.channels = step->out_count;
        dense(&frame);
    }
}
