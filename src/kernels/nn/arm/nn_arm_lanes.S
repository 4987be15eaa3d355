/* nn_arm_lanes.S: uint32_t nn_arm_lanes(job, x, lane, count), see nn_arm.h. With DSP instructions: SXTB16
 * makes int16 of the even and of the odd bytes of a word, PKHBT and PKHTB bring them in order: 2.25
 * instructions a value. Rows of an odd number of values begin in turn with the first and with the
 * second half of a pair. */
#include "nn_cores.h"

#if defined(NN_ARM_DSP)
#include "nn_arm_asm.h"

        .syntax unified
        .thumb
        .section .text.nn_arm_lanes, "ax", %progbits

/* A half word's two bytes at r9 as a pair to r10. */
.macro PAIR
        ldrh r0, [r9], #2
        orr r0, r0, r0, lsl #8
        sxtb16 r0, r0
        str r0, [r10], #16
.endm

/* As many values from r9 on as r4 says, less a last odd one; the next pairs at r10. */
.macro PAIRS
        lsrs r12, r4, #2
        beq 2f
1:      ldr r0, [r9], #4
        sxtb16 lr, r0
        sxtb16 r0, r0, ror #8
        pkhbt r3, lr, r0, lsl #16
        pkhtb r0, r0, lr, asr #16
        str r3, [r10], #16
        str r0, [r10], #16
        subs r12, r12, #1
        bne 1b
2:      lsls r0, r4, #30
        bpl 3f
        PAIR
3:
.endm

        .global nn_arm_lanes
        .type nn_arm_lanes, %function
        .thumb_func
nn_arm_lanes:
        push {r3-r11, lr}
        ldrd r4, r5, [r0, #JOB_RUN]
        ldrd r6, r7, [r0, #JOB_X_SKIP]
        ldr r8, [r0, #JOB_TO_SKIP]
lane:   mov r9, r1
        mov r10, r2
        mov r11, r5
        lsls r0, r4, #31
        bmi odd
row:    PAIRS
        add r9, r9, r6
        add r10, r10, r8
        subs r11, r11, #1
        bne row
next:   ldr r3, [sp]
        add r1, r1, r7
        add r2, r2, #4
        subs r3, r3, #1
        str r3, [sp]
        bne lane
        pop {r3-r11, pc}
odd:    PAIRS
        ldrsb r0, [r9], #1
        strh r0, [r10]
        subs r11, r11, #1
        beq next
        add r9, r9, r6
        ldrsb r0, [r9], #1
        strh r0, [r10, #2]
        add r10, r10, #16
        PAIRS
        add r9, r9, r6
        subs r11, r11, #1
        bne odd
        b next
        .size nn_arm_lanes, . - nn_arm_lanes

#elif defined(NN_ARM_SMALL)
#include "nn_arm_lanes_small.h"
#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
