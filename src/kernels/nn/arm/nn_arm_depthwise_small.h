/* nn_arm_depthwise_small.h: nn_arm_depthwise on cores without DSP instructions: one channel of four
 * windows side by side, which share each weight, 16 instructions for four products. Of one to three windows the
 * last is done more than once. Rows of one to five taps. */
#ifndef NN_ARM_DEPTHWISE_SMALL_H
#define NN_ARM_DEPTHWISE_SMALL_H

#include "nn_arm_small_asm.h"

#define FRAME_JOB 0
#define FRAME_X 4
#define FRAME_OUT 8
#define FRAME_COUNT 12          /* windows */
#define FRAME_ENTRY 16          /* into the taps of a row */
#define FRAME_ROWS 20           /* left */
#define FRAME_LEFT 24           /* windows */
#define FRAME_X_AT 28
#define FRAME_OUT_AT 32
#define FRAME_WEIGHTS 36
#define FRAME_CHANNEL 40
#define FRAME_CHANNELS 44       /* left */
#define FRAME_X_STEPS 48        /* to the second, third, fourth window; of outputs */
#define FRAME_OUT_STEPS 60
#define FRAME_BYTES 72

        .syntax unified
        .thumb
        .section .text.nn_arm_depthwise, "ax", %progbits

.macro MAC x, sum
        ldrsb r5, [\x, r2]
        muls r5, r7, r5
        add \sum, r5
.endm

.equ TAP_BYTES, 32

.macro TAP
        ldrb r7, [r3]
        sxtb r7, r7
        add r3, lr
        MAC r0, r8
        MAC r1, r9
        MAC r4, r10
        MAC r6, r11
        add r2, r12
.endm

.macro OUTPUT sum
        SCALE_SMALL \sum
        ldr r0, [sp, #FRAME_OUT_AT]
        strb r1, [r0]
.endm

.macro NEXT_OUTPUT at
        ldr r1, [sp, #FRAME_OUT_STEPS + 4 * \at]
        adds r0, r0, r1
        str r0, [sp, #FRAME_OUT_AT]
.endm

        .global nn_arm_depthwise
        .type nn_arm_depthwise, %function
        .balign 4
        .thumb_func
nn_arm_depthwise:
        SAVE_REGISTERS
        sub sp, #FRAME_BYTES
        SAVE_ARGUMENTS
        ldr r4, [r0, #JOB_X_NEXT]
        ldr r5, [r0, #JOB_OUT_NEXT]
        add r6, sp, #FRAME_X_STEPS
        movs r7, #1
0:      cmp r3, r7
        bhi 1f
        movs r4, #0             /* there is no such window */
        movs r5, #0
1:      str r4, [r6]
        str r5, [r6, #FRAME_OUT_STEPS - FRAME_X_STEPS]
        adds r6, r6, #4
        adds r7, r7, #1
        cmp r7, #4
        bne 0b
        movs r4, #5
        ldr r5, [r0, #JOB_RUN]
        subs r4, r4, r5
        movs r5, #TAP_BYTES
        muls r4, r5, r4
        adr r5, taps
        adds r4, r4, r5
        adds r4, r4, #1
        str r4, [sp, #FRAME_ENTRY]
        ldr r4, [r0, #JOB_WEIGHTS]
        ldr r5, [r0, #JOB_CHANNELS]
        ldr r6, [r0, #JOB_COUNT]
        str r4, [sp, #FRAME_WEIGHTS]
        str r5, [sp, #FRAME_CHANNEL]
        str r6, [sp, #FRAME_CHANNELS]
channel:
        FIRST_WINDOW FRAME_X_AT, FRAME_OUT_AT, FRAME_LEFT
windows:
        ldr r5, [sp, #FRAME_JOB]
        ldr r0, [r5, #JOB_ROWS]
        str r0, [sp, #FRAME_ROWS]
        ldr r0, [r5, #JOB_X_APART]
        ldr r1, [r5, #JOB_APART]
        mov r12, r0
        mov lr, r1
        ldr r0, [sp, #FRAME_CHANNEL]
        ldr r0, [r0]
        mov r8, r0
        mov r9, r0
        mov r10, r0
        mov r11, r0
        ldr r0, [sp, #FRAME_X_AT]
        ldr r1, [sp, #FRAME_X_STEPS]
        ldr r4, [sp, #FRAME_X_STEPS + 4]
        ldr r6, [sp, #FRAME_X_STEPS + 8]
        adds r1, r1, r0
        adds r4, r4, r1
        adds r6, r6, r4
        ldr r3, [sp, #FRAME_WEIGHTS]
        movs r2, #0
row:
        ldr r7, [sp, #FRAME_ENTRY]
        bx r7
        .balign 4
taps:
        TAP
        TAP
        TAP
        TAP
        TAP
        ldr r5, [sp, #FRAME_ROWS]
        subs r5, r5, #1
        beq sums
        str r5, [sp, #FRAME_ROWS]
        ldr r5, [sp, #FRAME_JOB]
        ldr r5, [r5, #JOB_X_SKIP]
        adds r2, r2, r5
        b row
sums:
        ldr r0, [sp, #FRAME_JOB]
        LOAD_RANGE r0
        ldr r4, [sp, #FRAME_CHANNEL]
        OUTPUT r8
        NEXT_OUTPUT 0
        OUTPUT r9
        NEXT_OUTPUT 1
        OUTPUT r10
        NEXT_OUTPUT 2
        OUTPUT r11
        ldr r7, [sp, #FRAME_LEFT]
        subs r7, r7, #4
        bls next_channel
        movs r6, #4
        cmp r7, #4
        bhs 1f
        movs r6, r7             /* the last four, some of them once more */
        movs r7, #4
1:      str r7, [sp, #FRAME_LEFT]
        ldr r1, [sp, #FRAME_JOB]
        ldr r2, [r1, #JOB_X_NEXT]
        muls r2, r6, r2
        ldr r3, [sp, #FRAME_X_AT]
        adds r3, r3, r2
        str r3, [sp, #FRAME_X_AT]
        ldr r2, [r1, #JOB_OUT_NEXT]
        subs r6, r6, #3         /* r0 is the fourth's place */
        muls r2, r6, r2
        adds r0, r0, r2
        str r0, [sp, #FRAME_OUT_AT]
        b windows
next_channel:
        ldr r7, [sp, #FRAME_CHANNELS]
        subs r7, r7, #1
        beq done
        str r7, [sp, #FRAME_CHANNELS]
        ldr r0, [sp, #FRAME_WEIGHTS]
        adds r0, r0, #1
        str r0, [sp, #FRAME_WEIGHTS]
        ldr r0, [sp, #FRAME_CHANNEL]
        adds r0, r0, #CHANNEL_BYTES
        str r0, [sp, #FRAME_CHANNEL]
        ldr r0, [sp, #FRAME_X]
        adds r0, r0, #1
        str r0, [sp, #FRAME_X]
        ldr r0, [sp, #FRAME_OUT]
        adds r0, r0, #1
        str r0, [sp, #FRAME_OUT]
        b channel
done:
        add sp, #FRAME_BYTES
        RESTORE_AND_RETURN
        .size nn_arm_depthwise, . - nn_arm_depthwise

#endif
