/* board_cases.c: runs steps that lie in flash on an AVR and compares every byte of the arena with
 * what is expected. Waits for a byte over the UART and answers with one line. Test only.
 * A case: four uint16 (bytes of model, arena, record, 0), model, record, arena, expected arena. */
#include <avr/io.h>
#include "nn_u8.h"

static int8_t arena[ARENA_BYTES];
static uint8_t record[64];

static void print(const char *text)
{
    for (; *text; text++) {
        while (!(UCSR0A & _BV(UDRE0))) {}
        UDR0 = (uint8_t)*text;
    }
}

static void print_number(uint16_t number)
{
    char digits[6];
    uint8_t at = 5;
    digits[at] = 0;
    do digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    print(digits + at);
}

#define RUN(kernel) kernel((const kernel##_step *)step, &memory, rows); break

static void run_step(nn_flash model)
{
    const nn_memory memory = {arena, model};
    const uint16_t *head = (const uint16_t *)(void *)record;
    const nn_rows rows = {head[2], head[3], head[4], head[5]};
    const void *step = record + 12;
    switch (head[0]) {
    case 0: RUN(nn_conv2d_s8);
    case 1: RUN(nn_depthwise_conv2d_s8);
    case 2: RUN(nn_dense_s8);
    case 3: RUN(nn_max_pool2d_s8);
    case 4: RUN(nn_average_pool2d_s8);
    case 5: RUN(nn_add_s8);
    case 6: RUN(nn_lookup_s8);
    case 7: RUN(nn_softmax_s8);
    case 8: RUN(nn_concat_s8);
    case 9: RUN(nn_pad2d_s8);
    case 13: RUN(nn_global_average_s8);
    case 14: RUN(nn_conv2d_u8);
    case 15: RUN(nn_conv2d_u8_grouped);
    case 16: RUN(nn_depthwise_conv2d_u8);
    case 17: RUN(nn_dense_u8);
    case 18: RUN(nn_add_u8);
    case 19: RUN(nn_max_pool2d_u8);
    case 20: RUN(nn_average_pool2d_u8);
    case 21: RUN(nn_global_average_u8);
    case 22: RUN(nn_lookup_u8);
    case 23: RUN(nn_softmax_u8);
    case 24: RUN(nn_concat_u8);
    case 25: RUN(nn_pad2d_u8);
    case 26: RUN(nn_transpose_u8);
    default: print("unknown kernel");
    }
}

int main(void)
{
    extern const uint8_t cases[];
    nn_flash at = NN_FLASH_OF(cases);
    uint16_t number = 0;
    UBRR0 = 0;
    UCSR0A = _BV(U2X0);
    UCSR0B = _BV(TXEN0) | _BV(RXEN0);
    while (!(UCSR0A & _BV(RXC0))) {}
    print("differing:");
    for (;; number++) {
        const uint16_t model = nn_read_u16(at), bytes = nn_read_u16(at + 2);
        const uint16_t head = nn_read_u16(at + 4);
        const nn_flash record_at = at + 8 + model, arena_at = record_at + head;
        const nn_flash expected = arena_at + bytes;
        uint8_t same = 1;
        if (head == 0) break;
        for (uint16_t i = 0; i < head; i++) record[i] = (uint8_t)nn_read_s8(record_at + i);
        for (uint16_t i = 0; i < bytes; i++) arena[i] = nn_read_s8(arena_at + i);
        run_step(at + 8);
        for (uint16_t i = 0; i < bytes; i++) same &= arena[i] == nn_read_s8(expected + i);
        if (!same) print(" "), print_number(number);
        at = expected + bytes;
    }
    print(" of "), print_number(number), print("\n");
    for (;;) {}
}
