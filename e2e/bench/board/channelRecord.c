/* channelRecord.c: the three forms of a channel record. */
#include "channelRecord.h"

#include <string.h>

int64_t floor_div(__int128 a, __int128 b)
{
    __int128 q = a / b;
    return (int64_t)(a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q);
}

static int fits24(int64_t bias, bounds b)
{
    return bias + b.lowest >= -(1 << 23) && bias + b.highest < 1 << 23;
}

int write_record(uint8_t *record, int64_t bias, scaling s, bounds b)
{
    const int e = -s.shift;
    memset(record, 0, 12);
    if (e >= 4 && e <= 17) {
        /* in units of 2^-(e+1): out_offset + 1/2 - 2^-(e+1), over r = multiplier / 2^(31+e) */
        const __int128 numerator = (((__int128)s.offset * 2 + 1) << e) - 1;
        const int64_t origin = floor_div(numerator << 30, s.multiplier);
        if (origin > 0 && origin < 1 << (e < 8 ? 16 : 23) && fits24(bias + origin, b)) {
            const int cut = e < 8 ? e + 7 : e - 1;
            const uint32_t factor = (uint32_t)s.multiplier >> cut;
            const uint32_t low = (uint32_t)s.multiplier & ((1u << cut) - 1);
            const int64_t with = bias + origin;
            for (int i = 0; i < 3; i++) record[i] = (uint8_t)(with >> 8 * i);
            for (int i = 0; i < 3; i++) record[3 + i] = (uint8_t)(factor >> (16 - 8 * i));
            record[6] = (uint8_t)e;
            record[10] = (uint8_t)low, record[11] = (uint8_t)(low >> 8);
            uint32_t last = (uint32_t)origin;
            if (e < 8) {
                const __int128 rest = (numerator << 30) - (__int128)origin * s.multiplier;
                last = (uint32_t)origin << 8 | (uint32_t)(rest >> (31 + e - 8));
            }
            for (int i = 0; i < 3; i++) record[7 + i] = (uint8_t)(last >> 8 * i);
            return 1;
        }
    }
    if (!fits24(bias, b)) return 0;
    write_wide_record(record, bias, s);
    return 1;
}

void write_wide_record(uint8_t *record, int64_t bias, scaling s)
{
    memset(record, 0, 12);
    for (int i = 0; i < 4; i++) record[i] = (uint8_t)((uint32_t)bias >> 8 * i);
    for (int i = 0; i < 4; i++) record[i < 2 ? 4 + i : 6 + i] = (uint8_t)((uint32_t)s.multiplier >> 8 * i);
    record[6] = 255;
    record[7] = (uint8_t)(int8_t)s.shift;
}
