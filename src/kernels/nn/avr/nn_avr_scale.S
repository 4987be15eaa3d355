/* From a 24-bit accumulator to a byte, by the exact rule [R2, R3]: READ_CHANNEL chooses for every channel
 * nn_avr_scale (e = 8 … 17), nn_avr_scale_small (e = 4 … 7) or nn_avr_scale_any.
 *
 *   r = clamp(out_offset + requantize(x, multiplier, −e), 0, range)
 *
 * Both roundings fold into one floor: requantize = floor(x · r + 1/2 ± 2^−(e+1)), + for x ≥ 0, with
 * r = multiplier / 2^(31+e). The accumulator already holds x + origin, so that out = floor(T) with
 *   (x + origin) · r + remainder  ≤  T  <  that + 2^−e + …
 * Only the product's upper bytes are computed, rounded down. Their floor is T's unless the byte
 * behind the point is so large that what was left out may reach the next integer (1 time in 50):
 * then the exact rule decides, in 64 bits. A negative x + origin gives 0 at once: after a ReLU that
 * is half of all outputs.
 *
 * What was left out, in 256ths: e ≥ 8: origin 1, sign 1, products 2, bits of the multiplier 1/2: the
 * threshold is 251. e < 8: sign 2^(8−e), remainder 1, product 1, bits of the multiplier 1: the
 * threshold is 253 − 2^(8−e). */
#include "nn_avr_scale.h"

/* Two sums, r2:r3+r10 and r4:r5+r11, to r2 and r4. Registers as LOAD_CHANNEL leaves them. 83 cycles
 * with ret, 31 less for each below the clamp. Keeps what nn_avr_scale_exact keeps. */
SECTION nn_avr_scale
        SCALE r2, r3, r10, 0
        SCALE r4, r5, r11, 0
        ret

/* 2^16 and more is above the clamp for certain. */
        .global nn_avr_scale_small
nn_avr_scale_small:
        ldd r30, Y+FRAME_FRACTION
        SCALE r2, r3, r10, 1
        SCALE r4, r5, r11, 1
        ret

        .global nn_avr_scale_any
nn_avr_scale_any:
        EXACT r2, r10
        EXACT r4, r11
        ret

/* Any channel, by the exact rule; all from the record before the frame's `record`. nn_avr_scale_wide:
 * of a sum of 32 bits, r25:r22, with a record of the third form. r24:r22 → r24; keeps r2–r21, X, Y, Z, T. */
        .section .text.nn_avr_scale_exact,"ax",@progbits
        .global nn_avr_scale_exact
nn_avr_scale_exact:
        clr r25                 /* x + origin, 32 bits */
        sbrc x2, 7
        com r25
        .global nn_avr_scale_wide
nn_avr_scale_wide:
        push r16
        push r17
        push r18
        push r19
        push r20
        push r14
        push r15
        push r26
        push r27
        push r30
        push r31
        LOAD_FLASH FRAME_RECORD, r0
        sbiw r30, 9             /* behind the bias; `record` is already the next channel's */
#if defined(__AVR_HAVE_ELPM__)
        sbc r0, zero
        out RAMPZ_IO, r0
#endif
        READ_FLASH r17
        READ_FLASH r18
        READ_FLASH r19
        READ_FLASH r16
        READ_FLASH r26
        READ_FLASH r27
        READ_FLASH r0
        READ_FLASH r14          /* the bits shifted out */
        READ_FLASH r15
        cpi r16, 255
        breq 5f
        mov r30, r16            /* e − 1, or e + 7 = e + 8 − 1 */
        cpi r16, 8
        brsh 1f
        subi r30, -8
        mov r26, r27
        mov r27, r0
        clr r0
1:      sub x0, r26             /* − origin */
        sbc x1, r27
        sbc x2, r0
        sbci r25, 0
        mov r20, r17
        mov r0, r18
        mov r18, r19
        mov r19, r0
        clr r21
        rjmp 3f
2:      lsl r18
        rol r19
        rol r20
        rol r21
3:      dec r30
        brne 2b
        or r18, r14
        or r19, r15
        neg r16
        rjmp 6f
5:      mov r16, r26            /* multiplier: bytes 4, 5, 8, 9 */
        mov r20, r27
        mov r21, r0
6:      clr r17
        sbrc r16, 7
        com r17
        FAR_CALL nn_avr_requantize
        clr zero
        pop r31
        pop r30
        pop r27
        pop r26
        pop r15
        pop r14
        pop range
        mov r19, r23            /* beyond 16 bits: r25 has the sign */
        lsl r19
        sbc r19, r19
        cp r24, r19
        cpc r25, r19
        brne 7f
        ldd r18, Y+FRAME_OFFSET
        ldd r19, Y+FRAME_OFFSET+1
        mov r25, r19
        lsl r25
        sbc r25, r25
        add r22, r18
        adc r23, r19
        adc r24, r25
        mov r25, r24
        or r24, r23
        brne 7f
        cp r22, range
        brlo 8f
        clr r25
7:      clr r22
        sbrs r25, 7
        mov r22, range
8:      mov r24, r22
        pop r19
        pop r18
        pop r17
        pop r16
        ret
