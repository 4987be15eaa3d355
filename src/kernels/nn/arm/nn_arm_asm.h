/* nn_arm_asm.h: for assembly: places in nn_arm_job and in a channel record, and what is shared. */
#ifndef NN_ARM_ASM_H
#define NN_ARM_ASM_H

#define JOB_WEIGHTS 0
#define JOB_APART 4
#define JOB_CHANNELS 8
#define JOB_COUNT 12
#define JOB_RUN 16
#define JOB_ROWS 20
#define JOB_X_SKIP 24
#define JOB_X_NEXT 28
#define JOB_OUT_NEXT 32
#define JOB_CLAMPS 36
#define JOB_LO 40
#define JOB_HI 44
#define JOB_ROUNDING 48
#define JOB_X_APART 52
#define JOB_TAPS 56
#define JOB_TO_SKIP 60
#define JOB_TAILS 64
#define JOB_ALONE 68
#define JOB_SUMS 72

#define CHANNEL_BYTES 12
#define CHANNEL_MULTIPLIER 4
#define CHANNEL_SHIFT 8

/* (x · m + 2^30) >> 31, less 1 if negative: |x| < 2^30 [R2]. */
.macro TIMES_HIGH x, m
        add \x, \x, \x
        smmulr \x, \x, \m
        add \x, \x, \x, asr #31
.endm

/* To an int8: all of the shift but its last bit, half and zero point, the last bit [R2, R3]. */
.macro SCALE x, m, shift, rounding
        TIMES_HIGH \x, \m
        asr \x, \x, \shift
        add \x, \x, \rounding
        ssat \x, #8, \x, asr #1
.endm

.macro CLAMP x, lo, hi
        cmp \x, \lo
        it lt
        movlt \x, \lo
        cmp \x, \hi
        it gt
        movgt \x, \hi
.endm

.macro CLAMP_FOUR job, lo, hi   /* r8 to r11 */
        ldrd \lo, \hi, [\job, #JOB_LO]
        CLAMP r8, \lo, \hi
        CLAMP r9, \lo, \hi
        CLAMP r10, \lo, \hi
        CLAMP r11, \lo, \hi
.endm

.macro LOAD_SCALE m, shift, channel, at /* less one bit */
        ldr \m, [\channel, #\at + CHANNEL_MULTIPLIER]
        ldrsh \shift, [\channel, #\at + CHANNEL_SHIFT]
        mvn \shift, \shift
.endm

#endif
