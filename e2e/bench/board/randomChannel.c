/* randomChannel.c: random numbers, clamps, weights and channel records; many sums lie where rounding
 * decides. */
#include "testCase.h"

static uint64_t state;

void seed_random(uint64_t seed)
{
    state = seed;
    for (int i = 0; i < 20; i++) next_random();
}

uint32_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

int between(int lo, int hi)
{
    return lo + (int)(next_random() % (uint32_t)(hi - lo + 1));
}

/* An x whose result is as near to the next integer as can be found, from below or above. */
static int32_t edge_value(scaling s, int range)
{
    const int e = -s.shift;
    const int64_t width = (int64_t)1 << (e > 0 ? e : 0);
    const int64_t around = (between(0, range) - s.offset) * width * 2 * (1 << 29) / (s.multiplier >> 1);
    int64_t best = around;
    uint64_t nearest = UINT64_MAX;
    for (int i = 0; i < 300; i++) {
        const int64_t x = around + between(-(int)width, (int)width);
        const __int128 t = (__int128)x * s.multiplier + ((__int128)1 << 30) +
                           ((__int128)1 << (30 + e)) - (x < 0 ? (__int128)1 << 31 : 0);
        const uint64_t part = (uint64_t)(t & ((((__int128)1) << (31 + e)) - 1));
        const uint64_t whole = (uint64_t)1 << (31 + e);
        const uint64_t distance = part < whole - part ? part : whole - part;
        if (distance < nearest) nearest = distance, best = x;
    }
    return (int32_t)best;
}

static scaling random_scaling(int offset)
{
    static const int common[] = {5, 6, 7, 8, 9, 9, 10, 11, 12, 13};
    const int rare = between(0, 9) == 0;
    const scaling s = {(int32_t)(0x40000000u + (next_random() & 0x3fffffff)),
                       rare ? between(-31, 12) : -common[between(0, 9)], offset};
    return s;
}

void random_clamp(int16_t *offset, uint8_t *lo, uint8_t *range)
{
    const int zero = between(0, 255);
    const int kind = between(0, 3); /* linear, ReLU, ReLU6, anything */
    int low = kind == 0 ? 0 : kind == 3 ? between(0, 255) : zero, high = 255;
    if (kind >= 2) high = between(low, 255);
    *offset = (int16_t)(zero - low);
    *lo = (uint8_t)low;
    *range = (uint8_t)(high - low);
}

bounds random_weights(int8_t *w, unsigned count)
{
    const int most = between(0, 3) == 0 ? 127 : between(1, 127);
    bounds b = {0, 0};
    for (unsigned i = 0; i < count; i++) {
        w[i] = (int8_t)between(-most, most);
        if (w[i] < 0) b.lowest += 255 * w[i];
        else b.highest += 255 * w[i];
    }
    return b;
}

int random_record(uint8_t *record, bounds b, int64_t sum, int offset, int range, int wide)
{
    for (int tries = 0; tries < 20; tries++) {
        const scaling s = random_scaling(offset);
        const int e = -s.shift;
        int64_t bias;
        const int kind = between(0, 9);
        if (kind < 5 && e >= 1 && e < 18) bias = edge_value(s, range) - sum;
        else if (kind < 8) bias = -sum + between(-1000, 1000);
        else if (kind == 8) bias = (1 << 23) - 1 - b.highest - between(0, 1 << 16);
        else bias = -(1 << 23) - b.lowest + between(0, 1 << 16);
        if (wide && kind == 8) bias = INT32_MAX - b.highest - between(0, 1 << 20);
        if (wide && kind == 9) bias = INT32_MIN - b.lowest + between(0, 1 << 20);
        if (bias + b.lowest < INT32_MIN || bias + b.highest > INT32_MAX) continue;
        if (wide && between(0, 7)) {
            write_wide_record(record, bias, s);
            return 1;
        }
        if (write_record(record, bias, s, b)) return 1;
    }
    return 0;
}
