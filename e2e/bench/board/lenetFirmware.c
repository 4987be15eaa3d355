/* lenetFirmware.c: LeNet-5 on the AVR kernels with a hand-written plan, timed layer by layer. */
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include "emu_mark.h"
#include "nn_u8.h"
#include "lenet.h"

extern const uint8_t nn_model[];
static int8_t arena[ARENA_BYTES];

#define RUN(kernel, step, type, count)                                                             \
    do {                                                                                           \
        type copy;                                                                                 \
        memcpy_P(&copy, &step, sizeof copy);                                                       \
        EMU_BEGIN(step);                                                                           \
        kernel(&copy, memory, (nn_rows){0, count, 0, 0});                                          \
        EMU_END(step);                                                                             \
    } while (0)

static __attribute__((noinline)) void infer(const nn_memory *memory)
{
    RUN(nn_conv2d_u8_tile5, conv1, nn_conv2d_u8_step, POOL1);
    RUN(nn_conv2d_u8_tile5, conv2, nn_conv2d_u8_step, POOL2);
    RUN(nn_dense_u8_quad, dense1, nn_dense_u8_step, 1);
    RUN(nn_dense_u8_quad, dense2, nn_dense_u8_step, 1);
    RUN(nn_dense_u8_quad, dense3, nn_dense_u8_step, 1);
}

int main(void)
{
    nn_memory memory = {arena, NN_FLASH_OF(nn_model)};
    for (uint16_t i = 0; i < INPUT_BYTES; i++) arena[i] = (int8_t)pgm_read_byte(&input[i]);
    EMU_BEGIN(infer);
    infer(&memory);
    EMU_END(infer);
    uint8_t wrong = 0;
    for (uint8_t i = 0; i < 10; i++)
        if ((uint8_t)arena[OUTPUT_AT + i] != pgm_read_byte(&expected[i])) wrong++;
    if (wrong == 0) {
        EMU_BEGIN(EXACT);
        EMU_END(EXACT);
    }
    cli();
    sleep_enable();
    sleep_cpu();
    return 0;
}
