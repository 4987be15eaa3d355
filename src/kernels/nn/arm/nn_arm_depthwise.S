/* nn_arm_depthwise.S: void nn_arm_depthwise(job, x, out, count), see nn_arm.h. Weights of four
 * channels are widened once; then one window after the other, 8 instructions for four products. Rows of one to
 * five taps: three have a loop of their own. */
#include "nn_cores.h"

#if defined(NN_ARM_DSP)
#include "nn_arm_asm.h"

#define FRAME_JOB 0
#define FRAME_X 4
#define FRAME_OUT 8
#define FRAME_COUNT 12
#define FRAME_ENTRY 16
#define FRAME_WEIGHTS 20        /* of the next channels, their records, how many are left */
#define FRAME_CHANNEL 24
#define FRAME_CHANNELS 28
#define FRAME_X_AT 32           /* of the next window */
#define FRAME_OUT_AT 36
#define FRAME_LEFT 40           /* windows */
#define FRAME_MULTIPLIERS 44    /* of four channels */
#define FRAME_SHIFTS 60
#define FRAME_TAPS 76           /* two words each: channels 0 and 2, 1 and 3; 25 at most */
#define FRAME_BYTES 276

        .syntax unified
        .thumb
        .section .text.nn_arm_depthwise, "ax", %progbits

.macro TAP                      /* r4: values of four channels; 26 bytes */
        sxtb16.w r5, r4, ror #8
        sxtb16.w r4, r4
        ldm r1!, {r6, r7}
        smlabb r8, r4, r6, r8
        smlabb r9, r5, r7, r9
        smlatt r10, r4, r6, r10
        smlatt r11, r5, r7, r11
.endm

.macro NEXT_TAP                 /* 34 bytes */
        ldr.w r4, [r0]
        add.w r0, r0, r2
        TAP
.endm

.macro KEEP_SCALE at            /* r4: record */
        LOAD_SCALE r5, r6, r4, \at * CHANNEL_BYTES
        str r5, [sp, #FRAME_MULTIPLIERS + 4 * \at]
        str r6, [sp, #FRAME_SHIFTS + 4 * \at]
.endm

        .global nn_arm_depthwise
        .type nn_arm_depthwise, %function
        .balign 4               /* for ADR */
        .thumb_func
nn_arm_depthwise:
        push {r4-r11, lr}
        sub sp, #FRAME_BYTES
        stm sp, {r0-r3}         /* job, x, out, count */
        ldr r4, [r0, #JOB_RUN]
        adr r5, row_end
        mov r6, #34
        mls r5, r4, r6, r5
        orr r5, r5, #1
        str r5, [sp, #FRAME_ENTRY]
        ldr r4, [r0, #JOB_WEIGHTS]
        ldrd r5, r6, [r0, #JOB_CHANNELS]
        str r4, [sp, #FRAME_WEIGHTS]
        str r5, [sp, #FRAME_CHANNEL]
        str r6, [sp, #FRAME_CHANNELS]
channels:
        ldr r0, [sp, #FRAME_JOB]
        ldrd r1, r2, [sp, #FRAME_X]
        ldr r3, [sp, #FRAME_COUNT]
        str r1, [sp, #FRAME_X_AT]
        strd r2, r3, [sp, #FRAME_OUT_AT]
        ldr r2, [r0, #JOB_TAPS]
        ldr r3, [r0, #JOB_APART]
        ldr r0, [sp, #FRAME_WEIGHTS]
        add r1, sp, #FRAME_TAPS
1:      ldr r4, [r0]
        add r0, r0, r3
        sxtb16 r5, r4, ror #8
        sxtb16 r4, r4
        stm r1!, {r4, r5}
        subs r2, r2, #1
        bne 1b
        ldr r4, [sp, #FRAME_CHANNEL]
        KEEP_SCALE 0
        KEEP_SCALE 1
        KEEP_SCALE 2
        KEEP_SCALE 3
        ldr r12, [sp, #FRAME_JOB]
window:                         /* r12: job */
        ldr r0, [sp, #FRAME_X_AT]
        ldr r6, [r12, #JOB_X_NEXT]
        ldr r2, [r12, #JOB_X_APART]
        ldr r4, [sp, #FRAME_CHANNEL]
        ldrd r5, r3, [r12, #JOB_RUN]
        ldr lr, [r12, #JOB_X_SKIP]
        add r1, sp, #FRAME_TAPS
        add r6, r6, r0
        str r6, [sp, #FRAME_X_AT]
        ldr r8, [r4]
        ldr r9, [r4, #CHANNEL_BYTES]
        ldr r10, [r4, #2 * CHANNEL_BYTES]
        ldr r11, [r4, #3 * CHANNEL_BYTES]
        cmp r5, #3
        bne taps
        add r4, r2, r2, lsl #1
        add lr, lr, r4          /* rows begin this apart */
three:
        ldr r4, [r0]
        TAP
        ldr r4, [r0, r2]
        TAP
        ldr r4, [r0, r2, lsl #1]
        TAP
        add r0, r0, lr
        subs r3, r3, #1
        bne three
        b sums
taps:
        ldr pc, [sp, #FRAME_ENTRY]
        NEXT_TAP
        NEXT_TAP
        NEXT_TAP
        NEXT_TAP
        NEXT_TAP
row_end:
        add r0, r0, lr
        subs r3, r3, #1
        bne taps
sums:
        add lr, sp, #FRAME_MULTIPLIERS
        ldm lr!, {r0-r3}
        TIMES_HIGH r8, r0
        TIMES_HIGH r9, r1
        TIMES_HIGH r10, r2
        TIMES_HIGH r11, r3
        ldm lr, {r0-r3}
        ldr r12, [sp, #FRAME_JOB]
        ldr r4, [r12, #JOB_ROUNDING]
        asr r8, r8, r0
        asr r9, r9, r1
        asr r10, r10, r2
        asr r11, r11, r3
        add r8, r8, r4
        add r9, r9, r4
        add r10, r10, r4
        add r11, r11, r4
        ssat r8, #8, r8, asr #1
        ssat r9, #8, r9, asr #1
        ssat r10, #8, r10, asr #1
        ssat r11, #8, r11, asr #1
        ldr r4, [r12, #JOB_CLAMPS]
        cbz r4, 2f
        CLAMP_FOUR r12, r1, r2
2:      ldrd r4, r5, [sp, #FRAME_OUT_AT]
        ldr r6, [r12, #JOB_OUT_NEXT]
        strb r8, [r4]
        strb r9, [r4, #1]
        strb r10, [r4, #2]
        strb r11, [r4, #3]
        add r4, r4, r6
        subs r5, r5, #1
        strd r4, r5, [sp, #FRAME_OUT_AT]
        bne.w window
        ldr r7, [sp, #FRAME_CHANNELS]
        mov r6, #4
        subs r7, r7, #4
        beq 3f
        cmp r7, #4
        itt lo                  /* the last four may be done twice in part */
        movlo r6, r7
        movlo r7, #4
        str r7, [sp, #FRAME_CHANNELS]
        ldrd r4, r5, [sp, #FRAME_WEIGHTS]
        mov r3, #CHANNEL_BYTES
        add r4, r4, r6
        mla r5, r3, r6, r5
        strd r4, r5, [sp, #FRAME_WEIGHTS]
        ldrd r4, r5, [sp, #FRAME_X]
        add r4, r4, r6
        add r5, r5, r6
        strd r4, r5, [sp, #FRAME_X]
        b.w channels
3:      add sp, #FRAME_BYTES
        pop {r4-r11, pc}
        .size nn_arm_depthwise, . - nn_arm_depthwise

#elif defined(NN_ARM_SMALL)
#include "nn_arm_depthwise_small.h"
#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
