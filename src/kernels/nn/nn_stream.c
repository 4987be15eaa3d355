/* nn_stream.c: see nn_stream.h. The same order as unrollStream in model/stream.ts, on which memory
 * plans are built. */
#include "nn_stream.h"

/* First row that the next output row reads, padding included; behind the last one none is read. */
static NN_KERNEL uint16_t next_top(const nn_stage *stage, const nn_stage_rows *rows)
{
    const uint16_t row = rows[1].made;
    return row < NN_STAGE(stage, out_rows) ? row * NN_STAGE(stage, step) : INT16_MAX;
}

static NN_KERNEL uint8_t can_run(const nn_stage *stage, const nn_stage_rows *rows)
{
    uint16_t end = next_top(stage, rows);
    if (rows->made != NN_STAGE(stage, in_rows)) end += NN_STAGE(stage, span);
    return end <= (uint16_t)(rows->made + NN_STAGE(stage, pad_top));
}

static NN_KERNEL void make_room(const nn_stage *stage, nn_stage_rows *rows, int8_t *arena)
{
    const uint16_t made = rows->made, at = rows->at;
    if ((uint16_t)(made - at) != NN_STAGE(stage, window)) return;
    int16_t first = (int16_t)(next_top(stage, rows) - NN_STAGE(stage, pad_top));
    if (first < 0) first = 0;
    if (first > (int16_t)made) first = (int16_t)made;
    rows->at = (uint16_t)first;
    const size_t row_bytes = NN_STAGE(stage, row_bytes);
    arena += (size_t)NN_STAGE(stage, in);
    const int8_t *from = arena + (uint16_t)(first - at) * row_bytes;
    for (size_t left = (uint16_t)(made - first) * row_bytes; left > 0; left--) *arena++ = *from++;
}

NN_KERNEL void nn_stream_run(const nn_stage *stages, uint8_t count, nn_stage_rows *rows,
                             int8_t *arena, nn_run_row *run_row)
{
    uint8_t i = 0;
    for (;;) {
        if (can_run(stages, rows)) {
            const uint8_t deeper = (uint8_t)(i + 1) < count;
            if (deeper) make_room(stages + 1, rows + 1, arena);
            run_row(i, rows);
            rows[1].made++;
            if (deeper) i++, stages++, rows++;
        } else {
            if (i == 0) break;
            i--, stages--, rows--;
        }
    }
    make_room(stages, rows, arena);
}
