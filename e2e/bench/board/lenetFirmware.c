/* lenetFirmware.c: LeNet-5 on the AVR kernels with a hand-written plan, timed layer by layer. */
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include "emu_mark.h"
#include "nn_u8.h"
#include "lenet.h"

extern const uint8_t nn_model[];
static int8_t arena[ARENA_BYTES];

typedef void (*kernel)(const void *step, const nn_memory *memory, nn_rows rows);

/* One step at a time is in RAM. */
static __attribute__((noinline)) void run(kernel call, const void *step, uint8_t bytes, uint16_t rows)
{
    const nn_memory memory = {arena, NN_FLASH_OF(nn_model)};
    uint8_t copy[sizeof(nn_conv2d_u8_step)];
    memcpy_P(copy, step, bytes);
    call(copy, &memory, (nn_rows){0, rows, 0, 0});
}

#define RUN(call, step, rows)                                                                      \
    EMU_BEGIN(step);                                                                               \
    run((kernel)call, &step, sizeof step, rows);                                                   \
    EMU_END(step)

static __attribute__((noinline)) void infer(void)
{
    RUN(nn_conv2d_u8_tile5, conv1, POOL1);
    RUN(nn_conv2d_u8_tile5, conv2, POOL2);
    RUN(nn_dense_u8_quad, dense1, 1);
    RUN(nn_dense_u8_quad, dense2, 1);
    RUN(nn_dense_u8_quad, dense3, 1);
}

int main(void)
{
    for (uint16_t i = 0; i < INPUT_BYTES; i++) arena[i] = (int8_t)pgm_read_byte(&input[i]);
    EMU_BEGIN(infer);
    infer();
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
