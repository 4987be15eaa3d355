/* nn_lookup_s8_simd.c: tables of 256 bytes, sixteen values at a time, and copies of sixteen: lookups
 * and concatenation [E2, M1]. */
#include "nn_bulk.h"

#if defined(__wasm_simd128__)
#include "vector.h"

/* A swizzle gives 0 for places that its sixteen bytes do not have: one of the sixteen answers. */
ALWAYS_INLINE v128_t look_up_16(const v128_t table[16], v128_t places)
{
    const v128_t sixteen = wasm_i8x16_splat(16);
    v128_t found = wasm_i8x16_swizzle(table[0], places);
    for (int i = 1; i < 16; i++) {
        places = wasm_i8x16_sub(places, sixteen);
        found = wasm_v128_or(found, wasm_i8x16_swizzle(table[i], places));
    }
    return found;
}

typedef struct {
    nn_flash at;
    v128_t parts[16];
} table;

ALWAYS_INLINE table load_table(nn_flash at)
{
    table t;
    t.at = at;
    for (int i = 0; i < 16; i++) t.parts[i] = wasm_v128_load((const int8_t *)at + 16 * i);
    return t;
}

ALWAYS_INLINE void look_up(int8_t *out, const int8_t *in, const table *t, size_t count)
{
    const v128_t sign = wasm_i8x16_splat(-128);
    for (; count >= 16; count -= 16, in += 16, out += 16)
        wasm_v128_store(out, look_up_16(t->parts, wasm_v128_xor(wasm_v128_load(in), sign)));
    for (; count > 0; count--) *out++ = nn_read_s8(t->at + (uint8_t)(*in++ + 128));
}

void nn_lookup_s8_simd(const nn_lookup_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const table t = load_table(nn_model_at(memory, step->table));
    (void)rows;
    look_up(memory->arena + step->out, memory->arena + step->in, &t, step->count);
}

/* Of inputs that have the output's scale already. */
static int changes_nothing(nn_flash table)
{
    for (int i = 0; i < 256; i++)
        if (nn_read_s8(table + i) != i - 128) return 0;
    return 1;
}

void nn_concat_s8_simd(const nn_concat_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const nn_flash at = nn_model_at(memory, step->table);
    const int copies = changes_nothing(at);
    const table t = load_table(at);
    const int8_t *in = memory->arena + step->in;
    int8_t *out = memory->arena + step->out + step->out_at;
    (void)rows;
    for (uint16_t run = step->runs; run > 0; run--, in += step->in_run, out += step->out_stride)
        if (copies) copy_bytes(out, in, step->in_run);
        else look_up(out, in, &t, step->in_run);
}

void nn_pad2d_s8_simd(const nn_pad2d_s8_step *step, const nn_memory *memory, nn_rows rows)
{
    const size_t channels = step->channels, in_row = step->in_w * channels;
    const size_t out_row = step->out_w * channels, left = step->pad_left * channels;
    int8_t *out = nn_output_row(memory, step->out, rows, out_row);
    for (uint16_t row = 0; row < rows.count; row++, out += out_row) {
        const uint16_t y = (uint16_t)(rows.first + row - step->pad_top); /* huge above it */
        if (y >= step->in_h) {
            fill_bytes(out, step->value, out_row);
            continue;
        }
        fill_bytes(out, step->value, left);
        copy_bytes(out + left, memory->arena + step->in + (uint16_t)(y - rows.in_at) * in_row, in_row);
        fill_bytes(out + left + in_row, step->value, out_row - left - in_row);
    }
}
#endif
