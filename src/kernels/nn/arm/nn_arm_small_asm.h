/* nn_arm_small_asm.h: for assembly on cores without DSP instructions: requantizing with products of
 * 32 bits. With x = xh · 2^16 + xl, xl signed, m = mh · 2^16 + ml, and |x| < 2^30:
 * (x · m + 2^30) >> 31 = 2 · xh · mh + ((xh · ml + xl · mh + (xl · ml >> 16) + 2^14) >> 15). */
#ifndef NN_ARM_SMALL_ASM_H
#define NN_ARM_SMALL_ASM_H

#include "nn_arm_asm.h"

/* The sum in a high register to r1, an int8. r4: record, r6: 2^14, r7: rounding, r12 and lr: lowest and
 * largest. Spoils r0 to r3, r5. */
.macro SCALE_SMALL sum
        mov r0, \sum
        sxth r1, r0
        subs r0, r0, r1
        asrs r0, r0, #16
        ldrh r2, [r4, #CHANNEL_MULTIPLIER]
        ldrh r3, [r4, #CHANNEL_MULTIPLIER + 2]
        mov r5, r1
        muls r5, r2, r5
        asrs r5, r5, #16
        muls r1, r3, r1
        adds r1, r1, r5
        muls r2, r0, r2
        adds r1, r1, r2
        adds r1, r1, r6
        asrs r1, r1, #15
        muls r3, r0, r3
        lsls r3, r3, #1
        adds r1, r1, r3
        asrs r0, r1, #31
        adds r1, r1, r0
        ldrb r2, [r4, #CHANNEL_SHIFT]
        mvns r2, r2
        asrs r1, r1, r2         /* by its lowest byte */
        adds r1, r1, r7
        asrs r1, r1, #1
        cmp r1, r12
        bge 1f
        mov r1, r12
1:      cmp r1, lr
        ble 2f
        mov r1, lr
2:
.endm

.macro LOAD_RANGE job           /* r12, lr, r6, r7 for SCALE_SMALL; spoils r5 */
        ldr r5, [\job, #JOB_LO]
        ldr r6, [\job, #JOB_HI]
        mov r12, r5
        mov lr, r6
        ldr r5, [\job, #JOB_ROUNDING]
        movs r6, #1
        lsls r6, r6, #14
        mov r7, r5
.endm

/* Job, x, outputs and number of windows to the first places of the frame. */
.macro SAVE_ARGUMENTS
        str r0, [sp, #0]
        str r1, [sp, #4]
        str r2, [sp, #8]
        str r3, [sp, #12]
.endm

.macro FIRST_WINDOW x_at, out_at, left /* what SAVE_ARGUMENTS kept, once more; spoils r0 to r2 */
        ldr r0, [sp, #4]
        ldr r1, [sp, #8]
        ldr r2, [sp, #12]
        str r0, [sp, #\x_at]
        str r1, [sp, #\out_at]
        str r2, [sp, #\left]
.endm

.macro SAVE_REGISTERS
        push {r4-r7, lr}
        mov r4, r8
        mov r5, r9
        mov r6, r10
        mov r7, r11
        push {r4-r7}
.endm

.macro RESTORE_AND_RETURN
        pop {r4-r7}
        mov r8, r4
        mov r9, r5
        mov r10, r6
        mov r11, r7
        pop {r4-r7, pc}
.endm

#endif
