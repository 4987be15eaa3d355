/* nn_dense_s8_crossed.c: on cores with DSP instructions the assembly of nn_arm_dense_pairs.S. */
#include "nn_pairs.h"

#if defined(NN_ARM_DSP)
#include "nn_arm.h"

NN_KERNEL void nn_dense_s8_crossed(const nn_dense_s8_crossed_step *step, const nn_memory *memory, nn_rows rows)
{
    const size_t taps = step->in_count, pairs = step->out_count >> 1;
    nn_arm_job job;
    (void)rows;
    job.weights = nn_model_at(memory, step->weights);
    job.channels = nn_model_at(memory, step->channels);
    job.apart = 2 * (taps & ~(size_t)1);
    job.tails = job.weights + pairs * job.apart;
    job.alone = job.weights + pairs * 2 * taps;
    job.count = step->out_count;
    job.taps = taps;
    nn_arm_clamp(&job, step->out_zero_point, step->out_lo, step->out_hi);
    nn_arm_dense_pairs(&job, memory->arena + step->in, memory->arena + step->out);
}

#else

NN_KERNEL void nn_dense_s8_crossed(const nn_dense_s8_crossed_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_dense_s8_pairs(step, memory, rows);
}

#endif
