/* nn_arm_multiply_small.h: nn_arm_multiply on cores without DSP instructions. A word holds a tap's values of
 * both windows, as uint16, so that one product with a weight as uint8 makes two of at most 65,025. Σ
 * product is 65,536 · s1 + s0 mod 2^32, s1 adds up their upper halves: 41 instructions for 16 products. */
#ifndef NN_ARM_MULTIPLY_SMALL_H
#define NN_ARM_MULTIPLY_SMALL_H

#include "nn_arm_small_asm.h"

#define FRAME_JOB 0
#define FRAME_LANES 4
#define FRAME_OUT 8
#define FRAME_COUNT 12          /* windows */
#define FRAME_END 16            /* of the lanes */
#define FRAME_HALF 20           /* an odd number of four taps */
#define FRAME_PAIRS 24          /* of channels, left */
#define FRAME_RECORD 28
#define FRAME_WEIGHTS 32
#define FRAME_BYTES 36

        .syntax unified
        .thumb
        .section .text.nn_arm_multiply, "ax", %progbits

.macro PRODUCT x, at, low, high
        ldrb r6, [r1, #\at]
        muls r6, \x, r6
        add \low, r6
        lsrs r6, r6, #16
        add \high, r6
.endm

.macro TAP x, at
        PRODUCT \x, \at, r8, r9
        PRODUCT \x, \at + 1, r10, r11
.endm

/* Sums of both windows in place of what the products made; r4: record, r7: job. */
.macro SUMS low, high, channel
        ldr r0, [r4, #\channel * CHANNEL_BYTES]
        mov r1, \high
        lsls r2, r1, #16
        mov r3, \low
        subs r3, r3, r2
        adds r3, r3, r0
        adds r1, r1, r0
        ldr r2, [r7, #JOB_SUMS]
        adds r3, r3, r2
        mov \low, r3
        ldr r2, [r7, #JOB_SUMS + 4]
        adds r1, r1, r2
        mov \high, r1
.endm

.macro OUTPUT sum, at
        SCALE_SMALL \sum
        ldr r0, [sp, #FRAME_OUT]
        strb r1, [r0, #\at]
.endm

        .global nn_arm_multiply
        .type nn_arm_multiply, %function
        .thumb_func
nn_arm_multiply:
        SAVE_REGISTERS
        sub sp, #FRAME_BYTES
        SAVE_ARGUMENTS
        ldr r4, [r0, #JOB_TAPS]
        adds r4, r4, #3
        lsrs r4, r4, #2
        lsls r5, r4, #4
        adds r5, r1, r5
        str r5, [sp, #FRAME_END]
        movs r5, #1
        ands r5, r4
        str r5, [sp, #FRAME_HALF]
        ldr r4, [r0, #JOB_CHANNELS]
        ldr r5, [r0, #JOB_WEIGHTS]
        ldr r6, [r0, #JOB_COUNT]
        str r4, [sp, #FRAME_RECORD]
        str r5, [sp, #FRAME_WEIGHTS]
        lsrs r6, r6, #1
        bne pair
        b alone
pair:   str r6, [sp, #FRAME_PAIRS]
        movs r2, #0
        mov r8, r2
        mov r9, r2
        mov r10, r2
        mov r11, r2
        ldr r0, [sp, #FRAME_LANES]
        ldr r1, [sp, #FRAME_WEIGHTS]
        ldr r7, [sp, #FRAME_END]
        mov r12, r7
        ldr r7, [sp, #FRAME_HALF]
        cmp r7, #0
        beq taps
        subs r1, r1, #8
        b half
taps:   ldmia r0!, {r2-r5}
        TAP r2, 0
        TAP r3, 2
        TAP r4, 4
        TAP r5, 6
half:   ldmia r0!, {r2-r5}
        TAP r2, 8
        TAP r3, 10
        TAP r4, 12
        TAP r5, 14
        adds r1, r1, #16
        cmp r0, r12
        bne taps
        ldr r7, [sp, #FRAME_JOB]
        ldr r0, [r7, #JOB_APART]
        ldr r1, [sp, #FRAME_WEIGHTS]
        adds r1, r1, r0
        str r1, [sp, #FRAME_WEIGHTS]
        ldr r4, [sp, #FRAME_RECORD]
        SUMS r8, r9, 0
        SUMS r10, r11, 1
        mov r0, r7
        LOAD_RANGE r0
        OUTPUT r8, 0
        adds r4, r4, #CHANNEL_BYTES
        OUTPUT r10, 1
        mov r3, r4
        adds r3, r3, #CHANNEL_BYTES
        str r3, [sp, #FRAME_RECORD]
        adds r0, r0, #2
        str r0, [sp, #FRAME_OUT]
        ldr r1, [sp, #FRAME_COUNT]
        cmp r1, #1
        beq next_pair
        subs r0, r0, #2
        ldr r1, [sp, #FRAME_JOB]
        ldr r1, [r1, #JOB_OUT_NEXT]
        adds r0, r0, r1
        str r0, [sp, #FRAME_OUT]
        OUTPUT r11, 1
        subs r4, r4, #CHANNEL_BYTES
        OUTPUT r9, 0
        ldr r1, [sp, #FRAME_JOB]
        ldr r1, [r1, #JOB_OUT_NEXT]
        subs r0, r0, r1
        adds r0, r0, #2
        str r0, [sp, #FRAME_OUT]
next_pair:
        ldr r6, [sp, #FRAME_PAIRS]
        subs r6, r6, #1
        beq alone
        b pair
alone:  ldr r7, [sp, #FRAME_JOB]
        ldr r0, [r7, #JOB_COUNT]
        lsrs r0, r0, #1
        bcc done
        movs r2, #0
        mov r8, r2
        mov r9, r2
        ldr r0, [sp, #FRAME_LANES]
        ldr r1, [r7, #JOB_ALONE]
        ldr r7, [sp, #FRAME_END]
2:      ldmia r0!, {r2-r5}
        PRODUCT r2, 0, r8, r9
        PRODUCT r3, 1, r8, r9
        PRODUCT r4, 2, r8, r9
        PRODUCT r5, 3, r8, r9
        adds r1, r1, #4
        cmp r0, r7
        bne 2b
        ldr r7, [sp, #FRAME_JOB]
        ldr r4, [sp, #FRAME_RECORD]
        SUMS r8, r9, 0
        mov r0, r7
        LOAD_RANGE r0
        OUTPUT r8, 0
        ldr r1, [sp, #FRAME_COUNT]
        cmp r1, #1
        beq done
        ldr r1, [sp, #FRAME_JOB]
        ldr r1, [r1, #JOB_OUT_NEXT]
        adds r0, r0, r1
        str r0, [sp, #FRAME_OUT]
        OUTPUT r9, 0
done:   add sp, #FRAME_BYTES
        RESTORE_AND_RETURN
        .size nn_arm_multiply, . - nn_arm_multiply

#endif
