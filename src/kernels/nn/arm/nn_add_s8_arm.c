/* nn_add_s8_arm.c: the two inputs' factors are below 1 and what is multiplied is below 2^30, so that
 * the upper half of every product, rounded, needs no 64 bits [E1, R2]. */
#include "nn_arm.h"

#if defined(NN_ARM)

/* (x · m + 2^30) >> 31; |x| < 2^30. */
static inline int32_t times(int32_t x, int32_t m)
{
#if defined(NN_ARM_DSP)
    int32_t y;
    __asm__("smmulr %0, %1, %2" : "=r"(y) : "r"(2 * x), "r"(m));
    return y;
#else /* nn_arm_small_asm.h */
    const int32_t low = (int16_t)x, high = (x - low) >> 16;
    const int32_t m_low = m & 0xFFFF, m_high = m >> 16;
    const int32_t middle = high * m_low + low * m_high + (low * m_low >> 16) + (1L << 14);
    return 2 * high * m_high + (middle >> 15);
#endif
}

/* Divided by 2^(less + 1), halves away from zero. */
static inline int32_t divided(int32_t y, int32_t less)
{
    return (((y + (y >> 31)) >> less) + 1) >> 1;
}

NN_KERNEL void nn_add_s8_arm(const nn_add_s8_arm_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_add_s8_step s = *step;
    const int8_t *a = memory->arena + s.a, *b = memory->arena + s.b;
    const int32_t a_less = -s.a_shift - 1, b_less = -s.b_shift - 1, out_less = -s.out_shift - 1;
    const int32_t lo = s.out_lo, hi = s.out_hi;
    int8_t *out = memory->arena + s.out;
    (void)rows;
    for (uint32_t n = s.count; n > 0; n--) {
        int32_t x = times((*a++ - s.a_zero_point) * (1L << 20), s.a_multiplier);
        int32_t y = times((*b++ - s.b_zero_point) * (1L << 20), s.b_multiplier);
        if (a_less >= 0) x = divided(x, a_less);
        if (b_less >= 0) y = divided(y, b_less);
        x = divided(times(x + y, s.out_multiplier), out_less) + s.out_zero_point;
        *out++ = (int8_t)(x < lo ? lo : x > hi ? hi : x);
    }
}

#else

NN_KERNEL void nn_add_s8_arm(const nn_add_s8_arm_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_add_s8(step, memory, rows);
}

#endif
