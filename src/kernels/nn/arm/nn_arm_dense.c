/* nn_arm_dense.c: a dense layer is a window per vector. */
#include "nn_arm.h"

#if defined(NN_ARM)

NN_KERNEL uint8_t nn_arm_dense(const nn_dense_s8_step *step, const nn_memory *memory)
{
    nn_arm_job job;
    job.weights = nn_model_at(memory, step->weights);
    job.channels = nn_model_at(memory, step->channels);
    job.apart = job.run = job.x_next = step->in_count;
    job.count = job.out_next = step->out_count;
    job.rows = 1;
    job.x_skip = 0;
    if (!nn_arm_fit(&job, job.run, step->out_zero_point, step->out_lo, step->out_hi)) return 0;
    nn_arm_windows(&job, memory->arena + step->in, memory->arena + step->out, step->vectors);
    return 1;
}

#endif
