/* nn_arm_vectors.S: void nn_arm_vectors(job, x, out, count), see nn_arm.h, on cores without DSP
 * instructions: one vector with four channels, 14 instructions for four products. The index runs from −run
 * to 0, so that it counts. */
#include "nn_cores.h"

#if defined(NN_ARM_SMALL)
#include "nn_arm_small_asm.h"

#define FRAME_JOB 0
#define FRAME_X 4
#define FRAME_OUT 8
#define FRAME_COUNT 12          /* windows */
#define FRAME_ENTRY 16          /* into the loop over four taps */
#define FRAME_ROWS 20           /* left */
#define FRAME_LEFT 24           /* windows */
#define FRAME_X_AT 28
#define FRAME_OUT_AT 32
#define FRAME_WEIGHTS 36        /* of the next channels: end of the first row */
#define FRAME_CHANNEL 40
#define FRAME_CHANNELS 44       /* left */
#define FRAME_BYTES 48

        .syntax unified
        .thumb
        .section .text.nn_arm_vectors, "ax", %progbits

.macro MAC w, sum
        ldrsb r7, [\w, r5]
        muls r7, r6, r7
        add \sum, r7
.endm

.macro TAP                      /* 28 bytes */
        ldrsb r6, [r0, r5]
        MAC r1, r8
        MAC r2, r9
        MAC r3, r10
        MAC r4, r11
        adds r5, r5, #1
.endm

.macro OUTPUT sum, at
        SCALE_SMALL \sum
        ldr r0, [sp, #FRAME_OUT_AT]
        strb r1, [r0, #\at]
.endm

        .global nn_arm_vectors
        .type nn_arm_vectors, %function
        .balign 4
        .thumb_func
nn_arm_vectors:
        SAVE_REGISTERS
        sub sp, #FRAME_BYTES
        SAVE_ARGUMENTS
        ldr r4, [r0, #JOB_RUN]
        ldr r5, [r0, #JOB_WEIGHTS]
        adds r5, r5, r4
        str r5, [sp, #FRAME_WEIGHTS]
        negs r4, r4
        movs r5, #3
        ands r4, r5             /* taps to leave out */
        movs r5, #28
        muls r4, r5, r4
        adr r5, taps
        adds r4, r4, r5
        adds r4, r4, #1
        str r4, [sp, #FRAME_ENTRY]
        ldr r4, [r0, #JOB_CHANNELS]
        ldr r5, [r0, #JOB_COUNT]
        str r4, [sp, #FRAME_CHANNEL]
        str r5, [sp, #FRAME_CHANNELS]
channels:
        FIRST_WINDOW FRAME_X_AT, FRAME_OUT_AT, FRAME_LEFT
window:
        ldr r6, [sp, #FRAME_CHANNEL]
        ldr r0, [r6]
        ldr r1, [r6, #CHANNEL_BYTES]
        ldr r2, [r6, #2 * CHANNEL_BYTES]
        ldr r3, [r6, #3 * CHANNEL_BYTES]
        mov r8, r0
        mov r9, r1
        mov r10, r2
        mov r11, r3
        ldr r7, [sp, #FRAME_JOB]
        ldr r5, [r7, #JOB_RUN]
        mov lr, r5
        ldr r6, [r7, #JOB_X_SKIP]
        adds r6, r6, r5
        mov r12, r6
        ldr r6, [r7, #JOB_ROWS]
        str r6, [sp, #FRAME_ROWS]
        ldr r0, [sp, #FRAME_X_AT]
        adds r0, r0, r5
        ldr r1, [sp, #FRAME_WEIGHTS]
        ldr r6, [r7, #JOB_APART]
        adds r2, r1, r6
        adds r3, r2, r6
        adds r4, r3, r6
row:
        mov r5, lr
        negs r5, r5
        ldr r7, [sp, #FRAME_ENTRY]
        bx r7
        .balign 4
taps:
        TAP
        TAP
        TAP
        TAP
        bne taps
        ldr r6, [sp, #FRAME_ROWS]
        subs r6, r6, #1
        beq sums
        str r6, [sp, #FRAME_ROWS]
        add r0, r12
        add r1, lr
        add r2, lr
        add r3, lr
        add r4, lr
        b row
sums:
        ldr r0, [sp, #FRAME_JOB]
        LOAD_RANGE r0
        ldr r4, [sp, #FRAME_CHANNEL]
        OUTPUT r8, 0
        adds r4, r4, #CHANNEL_BYTES
        OUTPUT r9, 1
        adds r4, r4, #CHANNEL_BYTES
        OUTPUT r10, 2
        adds r4, r4, #CHANNEL_BYTES
        OUTPUT r11, 3
        ldr r7, [sp, #FRAME_LEFT]
        subs r7, r7, #1
        beq next_channels
        str r7, [sp, #FRAME_LEFT]
        ldr r1, [sp, #FRAME_JOB]
        ldr r2, [r1, #JOB_OUT_NEXT]
        adds r0, r0, r2
        str r0, [sp, #FRAME_OUT_AT]
        ldr r2, [r1, #JOB_X_NEXT]
        ldr r0, [sp, #FRAME_X_AT]
        adds r0, r0, r2
        str r0, [sp, #FRAME_X_AT]
        b window
next_channels:
        ldr r7, [sp, #FRAME_CHANNELS]
        movs r6, #4
        subs r7, r7, r6
        beq done
        cmp r7, r6
        bhs 1f
        movs r6, r7             /* the last four, some of them once more */
        movs r7, #4
1:      str r7, [sp, #FRAME_CHANNELS]
        ldr r0, [sp, #FRAME_JOB]
        ldr r1, [r0, #JOB_APART]
        muls r1, r6, r1
        ldr r2, [sp, #FRAME_WEIGHTS]
        adds r2, r2, r1
        str r2, [sp, #FRAME_WEIGHTS]
        movs r1, #CHANNEL_BYTES
        muls r1, r6, r1
        ldr r2, [sp, #FRAME_CHANNEL]
        adds r2, r2, r1
        str r2, [sp, #FRAME_CHANNEL]
        ldr r2, [sp, #FRAME_OUT]
        adds r2, r2, r6
        str r2, [sp, #FRAME_OUT]
        b channels
done:
        add sp, #FRAME_BYTES
        RESTORE_AND_RETURN
        .size nn_arm_vectors, . - nn_arm_vectors

#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
