/* nn_cores.h: for C and assembly: which cores have kernels of their own (nn_arm.h). NN_PLAIN leaves
 * them out. Chosen by what the compiler says of its target, so that a sketch is one source. */
#ifndef NN_CORES_H
#define NN_CORES_H

#if defined(__ARM_ARCH_PROFILE) && defined(__GNUC__) && !defined(__ARM_BIG_ENDIAN) &&             \
    !defined(NN_PLAIN)
#if __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FEATURE_DSP)
#define NN_ARM_DSP 1 /* Cortex-M4, M7, M33: two 16-bit products an instruction */
#elif __ARM_ARCH_PROFILE == 'M'
#define NN_ARM_SMALL 1 /* Cortex-M0, M0+, M3: instructions that all of them have */
#endif
#endif
#if defined(NN_ARM_DSP) || defined(NN_ARM_SMALL)
#define NN_ARM 1
#endif

#endif
