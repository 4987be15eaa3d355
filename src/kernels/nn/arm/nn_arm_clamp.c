/* nn_arm_clamp.c: the range of a job's outputs, as the assembly wants it. */
#include "nn_arm.h"

#if defined(NN_ARM)

NN_KERNEL void nn_arm_clamp(nn_arm_job *job, int8_t zero_point, int8_t lo, int8_t hi)
{
    job->clamps = lo != -128 || hi != 127;
    job->lo = lo;
    job->hi = hi;
    job->rounding = 2 * zero_point + 1;
}

#endif
