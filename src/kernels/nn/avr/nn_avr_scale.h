/* nn_avr_scale.h: reads a channel's record (nn_u8.h), says which routine scales the channel, or scales
 * one sum in place. */
#ifndef NN_AVR_SCALE_H
#define NN_AVR_SCALE_H

#include "nn_avr_asm.h"

#define x0 r22
#define x1 r23
#define x2 r24
#define f2 r16                  /* factor, most significant */
#define f1 r17
#define f0 r18
#define threshold r19
#define range r20
#define fraction r25

/* From the frame's `record`, which moves on to the next: bias x2:x0, factor f2–f0, e in threshold,
 * fraction. */
.macro READ_RECORD
        LOAD_FLASH FRAME_RECORD, r25
        READ_FLASH x0
        READ_FLASH x1
        READ_FLASH x2
        READ_FLASH f2
        READ_FLASH f1
        READ_FLASH f0
        READ_FLASH threshold
        READ_FLASH fraction
        adiw r30, 4
#if defined(__AVR_HAVE_ELPM__)
        in r20, RAMPZ_IO
        adc r20, zero
        std Y+FRAME_RECORD+2, r20
#endif
        std Y+FRAME_RECORD, r30
        std Y+FRAME_RECORD+1, r31
.endm

/* threshold of e = 4 … 7, from e; r30 is lost. */
.macro SMALL_THRESHOLD
        ldi r30, 1              /* 2^(8−e) */
twice\@:
        lsl r30
        inc threshold
        cpi threshold, 8
        brne twice\@
        ldi threshold, 253
        sub threshold, r30
.endm

/* READ_RECORD, then the threshold and the routine Z (as a word address). 53 cycles for e ≥ 8. */
.macro READ_CHANNEL
        READ_RECORD
        cpi threshold, 8
        brlo small\@
        cpi threshold, 255
        breq exact\@
        ldi r30, lo8(gs(nn_avr_scale))
        ldi r31, hi8(gs(nn_avr_scale))
        ldi threshold, 251
        rjmp read\@
small\@:
        SMALL_THRESHOLD
        ldi r30, lo8(gs(nn_avr_scale_small))
        ldi r31, hi8(gs(nn_avr_scale_small))
        rjmp read\@
exact\@:
        ldi r30, lo8(gs(nn_avr_scale_any))
        ldi r31, hi8(gs(nn_avr_scale_any))
read\@:
.endm

.macro STORE_CHANNEL            /* what READ_CHANNEL found */
        std Y+FRAME_FACTOR, r16
        std Y+FRAME_FACTOR+1, r17
        std Y+FRAME_FACTOR+2, r18
        std Y+FRAME_THRESHOLD, r19
        std Y+FRAME_FRACTION, r25
        std Y+FRAME_SCALE, r30
        std Y+FRAME_SCALE+1, r31
.endm

.macro LOAD_CHANNEL             /* again, for the routine at Z */
        ldd r16, Y+FRAME_FACTOR
        ldd r17, Y+FRAME_FACTOR+1
        ldd r18, Y+FRAME_FACTOR+2
        ldd r19, Y+FRAME_THRESHOLD
        ldd r30, Y+FRAME_SCALE
        ldd r31, Y+FRAME_SCALE+1
        ldd r20, Y+FRAME_RANGE
.endm

/* ---- scaling where the sum is: nn_avr_scale.S has the rule; r20 = range, r21 = zero ---- */

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

/* a:b + c, a 24-bit sum, to a: 37 cycles, 6 below the clamp. `small`: e = 4 … 7; `rest` = fraction. */
.macro SCALE a, b, c, small, rest=r30
        tst \c
        brmi low\@
.if \small
        brne high\@
        mul \b, f2
        movw t2, r0
        mul \b, f0
        movw t0, r0
        add t1, \rest
        adc t2, zero
        adc t3, zero
        ADD_LOW \a, f1
        ADD_HIGH \a, f2
        ADD_HIGH \b, f1
.else
        mul \c, f2
        movw t2, r0
        mul \a, f2
        movw t0, r0
        ADD_LOW \b, f1
        ADD_LOW \c, f0
        ADD_HIGH \b, f2
        ADD_HIGH \c, f1
.endif
        cp t1, threshold
        brsh exact\@
        mov \a, t2
        cp t2, range
        cpc t3, zero
        brlo done\@
high\@: mov \a, range
        rjmp done\@
low\@:  clr \a
        rjmp done\@
exact\@:
        EXACT \a, \c
done\@:
.endm

#ifndef EXACT_ROUTINE
#define EXACT_ROUTINE nn_avr_scale_exact
#endif
.macro EXACT a, c
        movw t0, \a
        mov t2, \c
        FAR_CALL EXACT_ROUTINE
        mov \a, t2
.endm

#endif
