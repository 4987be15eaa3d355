/* nn_arm_windows.S: void nn_arm_windows(group, x, out, count), see nn_arm.h. With DSP instructions:
 * SXTB16 makes int16 of the even and of the odd bytes of a word, SMLAD adds the products of two
 * pairs. Two windows × two channels share what is loaded and widened, 20 instructions for 16
 * products; a last window goes alone with four channels, 23 for 16. Words of a row need not be
 * aligned. A row of n words enters its loop of four so that it ends with it. */
#include "nn_cores.h"

#if defined(NN_ARM_DSP)
#include "nn_arm_asm.h"

#define FRAME_JOB 0
#define FRAME_X 4
#define FRAME_OUT 8
#define FRAME_COUNT 12          /* windows */
#define FRAME_WORDS 16          /* bytes of whole words in a row */
#define FRAME_ENTRY 20          /* into the loop over words */
#define FRAME_TAIL 24           /* behind it, for the bytes that are left */
#define FRAME_ROWS 28           /* left */
#define FRAME_END 32            /* of the words of this row */
#define FRAME_LEFT 36           /* pairs of windows */
#define FRAME_WEIGHTS 40        /* of two channels */
#define FRAME_SUMS 48           /* their biases, multipliers and shifts */
#define FRAME_SCALES 56
#define FRAME_CHANNEL 72        /* record, outputs, number of the channels that are left */
#define FRAME_CHANNEL_OUT 76
#define FRAME_CHANNELS 80
#define FRAME_OUT_AT 84         /* of the next windows, and to those behind */
#define FRAME_OUT_NEXT 88
#define FRAME_X_AT 92
#define FRAME_X_NEXT 96
#define FRAME_ALL_ROWS 100
#define FRAME_X_SKIP 104
#define FRAME_ROUNDING 108
#define FRAME_CLAMPS 112
#define FRAME_BYTES 116

        .syntax unified
        .thumb
        .section .text.nn_arm_windows, "ax", %progbits

.macro WIDEN even, odd, from    /* post-indexed load: 12 bytes */
        ldr.w \even, [\from], #4
        sxtb16.w \odd, \even, ror #8
        sxtb16.w \even, \even
.endm

.macro WORD_2X2                 /* 80 bytes */
        WIDEN r4, r5, r0
        WIDEN r6, r7, r1
        WIDEN r12, lr, r2
        smlad r8, r4, r12, r8
        smlad r9, r6, r12, r9
        smlad r8, r5, lr, r8
        smlad r9, r7, lr, r9
        WIDEN r12, lr, r3
        smlad r10, r4, r12, r10
        smlad r11, r6, r12, r11
        smlad r10, r5, lr, r10
        smlad r11, r7, lr, r11
.endm

.macro BYTE_2X2                 /* 32 bytes */
        ldrsb.w r4, [r0], #1
        ldrsb.w r6, [r1], #1
        ldrsb.w r12, [r2], #1
        ldrsb.w lr, [r3], #1
        smlabb r8, r4, r12, r8
        smlabb r9, r6, r12, r9
        smlabb r10, r4, lr, r10
        smlabb r11, r6, lr, r11
.endm

.macro MAC_WORD w, sum
        WIDEN r12, lr, \w
        smlad \sum, r4, r12, \sum
        smlad \sum, r5, lr, \sum
.endm

.macro WORD_1X4                 /* 92 bytes */
        WIDEN r4, r5, r0
        MAC_WORD r1, r8
        MAC_WORD r2, r9
        MAC_WORD r3, r10
        MAC_WORD r6, r11
.endm

.macro BYTE_1X4                 /* 36 bytes */
        ldrsb.w r4, [r0], #1
        ldrsb.w r12, [r1], #1
        ldrsb.w lr, [r2], #1
        smlabb r8, r4, r12, r8
        smlabb r9, r4, lr, r9
        ldrsb.w r12, [r3], #1
        ldrsb.w lr, [r6], #1
        smlabb r10, r4, r12, r10
        smlabb r11, r4, lr, r11
.endm

/* r0: job; leaves bytes of words, entry and tail of a row in the frame; spoils r4 to r7. */
.macro ENTER blocks, row_end, block_bytes, byte_bytes
        ldr r4, [r0, #JOB_RUN]
        and r5, r4, #3
        adr r6, \row_end
        mov r7, #\byte_bytes
        mls r6, r5, r7, r6
        orr r6, r6, #1
        str r6, [sp, #FRAME_TAIL]
        subs r4, r4, r5
        str r4, [sp, #FRAME_WORDS]
        beq 1f                  /* no words: the tail at once */
        adr r6, \blocks
        rsb r4, r4, #0
        ubfx r4, r4, #2, #2     /* blocks to leave out */
        mov r7, #\block_bytes
        mla r6, r4, r7, r6
        orr r6, r6, #1
1:      str r6, [sp, #FRAME_ENTRY]
.endm

        .global nn_arm_windows
        .type nn_arm_windows, %function
        .balign 4               /* for ADR */
        .thumb_func
nn_arm_windows:
        push {r4-r11, lr}
        sub sp, #FRAME_BYTES
        stm sp, {r0-r3}         /* job, x, out, count */
        cmp r3, #1
        beq.w single
        ldrd r4, r5, [r0, #JOB_ROWS]
        ldrd r6, r7, [r0, #JOB_X_NEXT]
        str r4, [sp, #FRAME_ALL_ROWS]
        str r5, [sp, #FRAME_X_SKIP]
        str r6, [sp, #FRAME_X_NEXT]
        str r7, [sp, #FRAME_OUT_NEXT]
        ldr r4, [r0, #JOB_ROUNDING]
        ldr r5, [r0, #JOB_CLAMPS]
        str r4, [sp, #FRAME_ROUNDING]
        str r5, [sp, #FRAME_CLAMPS]
        ENTER two_words, two_row_end, 80, 32
        ldr r5, [r0, #JOB_WEIGHTS]
        ldrd r4, r7, [r0, #JOB_CHANNELS]
        ldr r6, [sp, #FRAME_OUT]
two_channels:                   /* r0: job, r4: record, r5: weights, r6: outputs, r7: channels left */
        strd r4, r6, [sp, #FRAME_CHANNEL]
        str r7, [sp, #FRAME_CHANNELS]
        str r6, [sp, #FRAME_OUT_AT]
        ldr r1, [r0, #JOB_APART]
        ldrd r2, r3, [sp, #FRAME_X]
        ldr r3, [sp, #FRAME_COUNT]
        add r1, r1, r5
        strd r5, r1, [sp, #FRAME_WEIGHTS]
        str r2, [sp, #FRAME_X_AT]
        lsrs r3, r3, #1
        str r3, [sp, #FRAME_LEFT]
        ldr r0, [r4]
        ldr r1, [r4, #CHANNEL_BYTES]
        strd r0, r1, [sp, #FRAME_SUMS]
        LOAD_SCALE r0, r1, r4, 0
        LOAD_SCALE r2, r3, r4, CHANNEL_BYTES
        strd r0, r1, [sp, #FRAME_SCALES]
        strd r2, r3, [sp, #FRAME_SCALES + 8]
two_windows:
        ldrd r0, r12, [sp, #FRAME_X_AT]
        ldr r5, [sp, #FRAME_ALL_ROWS]
        ldrd r2, r3, [sp, #FRAME_WEIGHTS]
        ldrd r8, r10, [sp, #FRAME_SUMS]
        add r1, r0, r12
        add r12, r12, r1
        str r12, [sp, #FRAME_X_AT]
        str r5, [sp, #FRAME_ROWS]
        mov r9, r8
        mov r11, r10
two_rows:
        ldr r12, [sp, #FRAME_WORDS]
        add r12, r12, r0
        str r12, [sp, #FRAME_END]
        ldr pc, [sp, #FRAME_ENTRY]
two_words:
        WORD_2X2
        WORD_2X2
        WORD_2X2
        WORD_2X2
        ldr r12, [sp, #FRAME_END]
        cmp r0, r12
        bne.w two_words
        ldr pc, [sp, #FRAME_TAIL]
        BYTE_2X2
        BYTE_2X2
        BYTE_2X2
two_row_end:
        ldr r5, [sp, #FRAME_ROWS]
        subs r5, r5, #1
        beq 2f
        ldr r12, [sp, #FRAME_X_SKIP]
        str r5, [sp, #FRAME_ROWS]
        add r0, r0, r12
        add r1, r1, r12
        b.w two_rows
2:      ldrd r6, r7, [sp, #FRAME_ROUNDING]
        ldrd r4, r5, [sp, #FRAME_SCALES]
        SCALE r8, r4, r5, r6
        SCALE r9, r4, r5, r6
        ldrd r4, r5, [sp, #FRAME_SCALES + 8]
        SCALE r10, r4, r5, r6
        SCALE r11, r4, r5, r6
        cbz r7, 3f
        ldr r4, [sp, #FRAME_JOB]
        CLAMP_FOUR r4, r1, r2
3:      ldrd r1, r2, [sp, #FRAME_OUT_AT]
        strb r8, [r1]
        strb r10, [r1, #1]
        add r1, r1, r2
        strb r9, [r1]
        strb r11, [r1, #1]
        add r1, r1, r2
        str r1, [sp, #FRAME_OUT_AT]
        ldr r7, [sp, #FRAME_LEFT]
        subs r7, r7, #1
        str r7, [sp, #FRAME_LEFT]
        bne.w two_windows
        ldr r7, [sp, #FRAME_CHANNELS]
        ldr r0, [sp, #FRAME_JOB]
        subs r7, r7, #2
        beq.n single
        ldrd r4, r6, [sp, #FRAME_CHANNEL]
        ldr r5, [sp, #FRAME_WEIGHTS + 4]
        add r4, r4, #CHANNEL_BYTES
        add r6, r6, #1
        cmp r7, #1
        itttt ne                /* else the second of the two once more, and the last */
        ldrne r12, [r0, #JOB_APART]
        addne r5, r5, r12
        addne r4, r4, #CHANNEL_BYTES
        addne r6, r6, #1
        it eq
        moveq r7, #2
        b.w two_channels
single: ldr r1, [sp, #FRAME_COUNT]
        ldr r0, [sp, #FRAME_JOB]
        lsrs r2, r1, #1
        bcc.w done
        sub r1, r1, #1
        ldr r2, [sp, #FRAME_X]
        ldr r3, [sp, #FRAME_OUT]
        ldrd r4, r5, [r0, #JOB_X_NEXT]
        mla r2, r1, r4, r2
        mla r3, r1, r5, r3
        str r2, [sp, #FRAME_X_AT]
        str r3, [sp, #FRAME_CHANNEL_OUT]
        ENTER one_words, one_row_end, 92, 36
        ldrd r4, r7, [r0, #JOB_CHANNELS]
        ldr r1, [r0, #JOB_WEIGHTS]
        mov r12, r0
one_window:                     /* r12: job, r4: record, r1: weights, r7: channels left */
        ldr r6, [r12, #JOB_APART]
        ldr r5, [r12, #JOB_ROWS]
        ldr r0, [sp, #FRAME_X_AT]
        str r4, [sp, #FRAME_CHANNEL]
        str r7, [sp, #FRAME_CHANNELS]
        str r5, [sp, #FRAME_ROWS]
        add r2, r1, r6
        add r3, r2, r6
        add r6, r6, r3
        ldr r8, [r4]
        ldr r9, [r4, #CHANNEL_BYTES]
        ldr r10, [r4, #2 * CHANNEL_BYTES]
        ldr r11, [r4, #3 * CHANNEL_BYTES]
one_rows:
        ldr r7, [sp, #FRAME_WORDS]
        add r7, r7, r0
        ldr pc, [sp, #FRAME_ENTRY]
one_words:
        WORD_1X4
        WORD_1X4
        WORD_1X4
        WORD_1X4
        cmp r0, r7
        bne.w one_words
        ldr pc, [sp, #FRAME_TAIL]
        BYTE_1X4
        BYTE_1X4
        BYTE_1X4
one_row_end:
        ldr r12, [sp, #FRAME_JOB]
        ldr r5, [sp, #FRAME_ROWS]
        subs r5, r5, #1
        beq 4f
        str r5, [sp, #FRAME_ROWS]
        ldr r4, [r12, #JOB_X_SKIP]
        add r0, r0, r4
        b.w one_rows
4:      ldr r4, [sp, #FRAME_CHANNEL]
        ldr r3, [r12, #JOB_ROUNDING]
        LOAD_SCALE r1, r2, r4, 0
        SCALE r8, r1, r2, r3
        LOAD_SCALE r1, r2, r4, CHANNEL_BYTES
        SCALE r9, r1, r2, r3
        LOAD_SCALE r1, r2, r4, 2 * CHANNEL_BYTES
        SCALE r10, r1, r2, r3
        LOAD_SCALE r1, r2, r4, 3 * CHANNEL_BYTES
        SCALE r11, r1, r2, r3
        ldr r7, [r12, #JOB_CLAMPS]
        cbz r7, 5f
        CLAMP_FOUR r12, r1, r2
5:      ldrd r5, r7, [sp, #FRAME_CHANNEL_OUT]
        mov r1, r6              /* behind a channel's weights are those of the next */
        strb r8, [r5]
        strb r9, [r5, #1]
        strb r10, [r5, #2]
        strb r11, [r5, #3]
        subs r7, r7, #4
        beq done
        add r5, r5, #4
        add r4, r4, #4 * CHANNEL_BYTES
        cmp r7, #4
        blo 6f
        str r5, [sp, #FRAME_CHANNEL_OUT]
        b.w one_window
6:      rsb r7, r7, #4          /* so many channels once more */
        sub r5, r5, r7
        str r5, [sp, #FRAME_CHANNEL_OUT]
        ldr r6, [r12, #JOB_APART]
        mls r1, r7, r6, r1
        mov r6, #CHANNEL_BYTES
        mls r4, r7, r6, r4
        mov r7, #4
        b.w one_window
done:
        add sp, #FRAME_BYTES
        pop {r4-r11, pc}
        .size nn_arm_windows, . - nn_arm_windows

#elif defined(NN_ARM_SMALL)
#include "nn_arm_windows_small.h"
#endif

#if defined(__linux__)          /* needs no stack that can be executed */
        .section .note.GNU-stack, "", %progbits
#endif
