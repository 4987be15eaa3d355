/* nn_dense_s8_arm.c: on cores without DSP instructions the assembly of nn_arm_vectors.S. */
#include "nn_arm.h"

#if defined(NN_ARM_SMALL)

NN_KERNEL void nn_dense_s8_arm(const nn_dense_s8_arm_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_arm_job job;
    (void)rows;
    job.weights = nn_model_at(memory, step->weights);
    job.channels = nn_model_at(memory, step->channels);
    job.apart = job.run = job.x_next = step->in_count;
    job.count = job.out_next = step->out_count;
    job.rows = 1;
    job.x_skip = 0;
    nn_arm_clamp(&job, step->out_zero_point, step->out_lo, step->out_hi);
    nn_arm_vectors(&job, memory->arena + step->in, memory->arena + step->out, step->vectors);
}

#else

NN_KERNEL void nn_dense_s8_arm(const nn_dense_s8_arm_step *step, const nn_memory *memory, nn_rows rows)
{
    nn_dense_s8(step, memory, rows);
}

#endif
