/* nn_softmax_u8.c: e^(x − largest) from a table, divided by the sum. Everything fits uint32:
 * 65,535 values of at most 65,535, and 65,535 · 256 + sum / 2 [E3]. */
#include "nn_u8.h"

NN_KERNEL void nn_softmax_u8(const nn_softmax_u8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash table = nn_model_at(memory, step->table);
    const uint16_t count = step->count;
    const uint8_t *in = (const uint8_t *)memory->arena + step->in;
    uint8_t *out = (uint8_t *)memory->arena + step->out;
    (void)rows;
    for (uint16_t vector = step->vectors; vector > 0; vector--) {
        uint8_t largest = 0;
        uint32_t sum = 0;
        for (uint16_t i = 0; i < count; i++)
            if (in[i] > largest) largest = in[i];
        for (uint16_t i = 0; i < count; i++)
            sum += nn_read_u16(table + 2 * (uint16_t)(largest - in[i]));
        for (uint16_t i = count; i > 0; i--) {
            const uint32_t share = nn_read_u16(table + 2 * (uint16_t)(largest - *in++)) * 256UL;
            const uint32_t part = (share + sum / 2) / sum;
            *out++ = part > 255 ? 255 : (uint8_t)part;
        }
    }
}
