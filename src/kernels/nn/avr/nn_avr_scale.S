/* From 24-bit accumulators to bytes, by the exact rule [R2, R3]: nn_avr_read_channel chooses for every
 * channel nn_avr_scale (e = 8 … 17), nn_avr_scale_small (e = 4 … 7) or nn_avr_scale_any.
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

#define t0 r22                  /* value: two bytes behind the point, two before */
#define t1 r23
#define t2 r24
#define t3 r25

.macro ADD_LOW a, b             /* t += a · b, two bytes behind the point */
        mul \a, \b
        add t0, r0
        adc t1, r1
        adc t2, zero
        adc t3, zero
.endm

.macro ADD_HIGH a, b            /* one byte behind the point */
        mul \a, \b
        add t1, r0
        adc t2, r1
        adc t3, zero
.endm

/* r15 sums, r2:r3+r10 first, to X+ in stored form, the last also in r24; one becomes the first when
 * that before it is stored. Registers as LOAD_CHANNEL leaves them. 49 cycles a sum, 31 less below the
 * clamp. Keeps Y, T. */
SECTION nn_avr_scale
        tst r10
        brmi low
        mul r10, f2
        movw t2, r0
        mul r2, f2
        movw t0, r0
        ADD_LOW r3, f1
        ADD_LOW r10, f0
        ADD_HIGH r3, f2
        ADD_HIGH r10, f1
decide: cp t1, threshold
        brsh nn_avr_scale_any
        cp t2, range
        cpc t3, zero
        brlo store
high:   mov t2, range
store:  add t2, r14
        st X+, t2
        dec r15
        breq 1f
        movw r2, r4
        movw r4, r6
        movw r6, r8
        mov r10, r11
        mov r11, r12
        mov r12, r13
        ijmp
1:      ret
low:    clr t2
        rjmp store

/* 2^16 and more is above the clamp for certain. */
        .global nn_avr_scale_small
nn_avr_scale_small:
        tst r10
        brmi low
        brne high
        mul r3, f2
        movw t2, r0
        mul r3, f0
        movw t0, r0
        ldd r0, Y+FRAME_FRACTION
        add t1, r0
        adc t2, zero
        adc t3, zero
        ADD_LOW r2, f1
        ADD_HIGH r2, f2
        ADD_HIGH r3, f1
        rjmp decide

        .global nn_avr_scale_any
nn_avr_scale_any:
        movw t0, r2
        mov t2, r10
        rcall nn_avr_scale_exact
        LOAD_CHANNEL
        rjmp store

/* Reads a record: bias x2:x0; the rest, and which routine scales, as LOAD_CHANNEL has it (but `range`)
 * and in the frame. r0, r25 are lost. */
        .global nn_avr_read_channel
nn_avr_read_channel:
        READ_RECORD
        std Y+FRAME_FACTOR, f2
        std Y+FRAME_FACTOR+1, f1
        std Y+FRAME_FACTOR+2, f0
        std Y+FRAME_FRACTION, fraction
        cpi threshold, 8
        brlo small
        ldi r30, lo8(gs(nn_avr_scale_any))
        ldi r31, hi8(gs(nn_avr_scale_any))
        cpi threshold, 255
        breq 1f
        ldi r30, lo8(gs(nn_avr_scale))
        ldi r31, hi8(gs(nn_avr_scale))
        ldi threshold, 251
        rjmp 1f
small:  ldi r30, 1              /* 2^(8−e) */
2:      lsl r30
        inc threshold
        cpi threshold, 8
        brne 2b
        ldi threshold, 253
        sub threshold, r30
        ldi r30, lo8(gs(nn_avr_scale_small))
        ldi r31, hi8(gs(nn_avr_scale_small))
1:      std Y+FRAME_THRESHOLD, threshold
        std Y+FRAME_SCALE, r30
        std Y+FRAME_SCALE+1, r31
        ret

/* Any channel, by the exact rule; all from the record before the frame's `record`. nn_avr_scale_wide:
 * of a sum of 32 bits, r25:r22, with a record of the third form. r24:r22 → r24; keeps r2–r15, X, Y, T. */
        .global nn_avr_scale_exact
nn_avr_scale_exact:
        clr r25                 /* x + origin, 32 bits */
        sbrc x2, 7
        com r25
        .global nn_avr_scale_wide
nn_avr_scale_wide:
        push r14
        push r15
        push r26
        push r27
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
6:      FAR_CALL nn_avr_requantize
        clr zero
        pop r27
        pop r26
        pop r15
        pop r14
        ldd range, Y+FRAME_RANGE
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
        ret
