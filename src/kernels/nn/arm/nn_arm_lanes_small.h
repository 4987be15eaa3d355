/* nn_arm_lanes_small.h: nn_arm_lanes on cores without DSP instructions: one window, values + 128. */
#ifndef NN_ARM_LANES_SMALL_H
#define NN_ARM_LANES_SMALL_H

#include "nn_arm_small_asm.h"

        .syntax unified
        .thumb
        .section .text.nn_arm_lanes, "ax", %progbits

.macro VALUE at
        ldrb r4, [r0, #\at]
        eors r4, r4, r3
        strh r4, [r1, #4 * \at]
        adds r2, r2, r4
.endm

        .global nn_arm_lanes
        .type nn_arm_lanes, %function
        .thumb_func
nn_arm_lanes:
        SAVE_REGISTERS
        ldr r4, [r0, #JOB_RUN]
        ldr r5, [r0, #JOB_X_SKIP]
        ldr r6, [r0, #JOB_TO_SKIP]
        ldr r7, [r0, #JOB_ROWS]
        mov r8, r4
        mov r9, r5
        mov r10, r6
        mov r0, r1
        mov r1, r2
        movs r2, #0
        movs r3, #0x80
row:    mov r5, r8
        subs r5, r5, #4
        blo 2f
1:      VALUE 0
        VALUE 1
        VALUE 2
        VALUE 3
        adds r0, r0, #4
        adds r1, r1, #16
        subs r5, r5, #4
        bhs 1b
2:      adds r5, r5, #4
        beq 4f
3:      VALUE 0
        adds r0, r0, #1
        adds r1, r1, #4
        subs r5, r5, #1
        bne 3b
4:      add r0, r9
        add r1, r10
        subs r7, r7, #1
        bne row
        mov r0, r2
        RESTORE_AND_RETURN
        .size nn_arm_lanes, . - nn_arm_lanes

#endif
