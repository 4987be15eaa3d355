/* emulator.c: loads casesFirmware and runs one kernel call at a time, counting its cycles exactly. */
#include "emulator.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <simavr/sim_elf.h>

static void quiet(avr_t *avr, const int level, const char *format, va_list args)
{
    (void)avr;
    if (level <= LOG_ERROR) vfprintf(stderr, format, args);
}

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "%s: %s\n", what, name);
    exit(2);
}

static unsigned char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail("cannot open", path);
    fseek(file, 0, SEEK_END);
    const long bytes = ftell(file);
    rewind(file);
    unsigned char *data = malloc((size_t)bytes);
    if (fread(data, 1, (size_t)bytes, file) != (size_t)bytes) fail("cannot read", path);
    fclose(file);
    return data;
}

/* The value of a symbol; its size too, if asked for. */
static uint32_t symbol(const unsigned char *elf, const char *name, uint32_t *bytes)
{
    const Elf32_Ehdr *head = (const void *)elf;
    const Elf32_Shdr *sections = (const void *)(elf + head->e_shoff);
    for (int i = 0; i < head->e_shnum; i++) {
        if (sections[i].sh_type != SHT_SYMTAB) continue;
        const Elf32_Sym *symbols = (const void *)(elf + sections[i].sh_offset);
        const char *names = (const void *)(elf + sections[sections[i].sh_link].sh_offset);
        for (unsigned k = 0; k < sections[i].sh_size / sizeof *symbols; k++)
            if (!strcmp(names + symbols[k].st_name, name)) {
                if (bytes) *bytes = symbols[k].st_size;
                return symbols[k].st_value;
            }
    }
    fail("no symbol", name);
    return 0;
}

emulator emulator_open(const char *mcu, const char *path)
{
    emulator e;
    elf_firmware_t firmware;
    memset(&e, 0, sizeof e);
    memset(&firmware, 0, sizeof firmware);
    avr_global_logger_set(quiet);
    if (elf_read_firmware(path, &firmware)) fail("cannot read", path);
    e.avr = avr_make_mcu_by_name(mcu);
    if (!e.avr) fail("unknown microcontroller", mcu);
    avr_init(e.avr);
    firmware.frequency = 16000000;
    avr_load_firmware(e.avr, &firmware);
    unsigned char *elf = read_whole(path);
    e.begin = symbol(elf, "case_begin", 0);
    e.end = symbol(elf, "case_end", 0);
    e.memory = symbol(elf, "case_memory", 0) & 0xffff;
    e.rows = symbol(elf, "case_rows", 0) & 0xffff;
    e.step = symbol(elf, "case_step", 0) & 0xffff;
    e.kernel = symbol(elf, "case_kernel", 0) & 0xffff;
    e.arena = symbol(elf, "case_arena", &e.arena_bytes) & 0xffff;
    e.exact = symbol(elf, "nn_avr_scale_wide", 0);
    e.code_end = symbol(elf, "__data_load_end", 0);
    e.far = e.avr->flashend > 0xffff;
    free(elf);
    while (e.avr->pc != e.begin)
        if (avr_run(e.avr) == cpu_Crashed) fail("crashed while starting", path);
    return e;
}

emulator_run emulator_call(emulator *e, uint8_t kernel, const void *step, unsigned step_bytes,
                           uint32_t model_at, const uint16_t rows[4], uint64_t max_cycles)
{
    avr_t *avr = e->avr;
    uint8_t *ram = avr->data;
    memcpy(ram + e->step, step, step_bytes);
    ram[e->kernel] = kernel;
    ram[e->memory] = e->arena & 255;
    ram[e->memory + 1] = (uint8_t)(e->arena >> 8);
    for (int i = 0; i < (e->far ? 4 : 2); i++) ram[e->memory + 2 + i] = (uint8_t)(model_at >> 8 * i);
    for (int i = 0; i < 8; i++) ram[e->rows + i] = (uint8_t)(rows[i / 2] >> 8 * (i & 1));
    emulator_run run = {0, 0, 0, 0};
    const uint64_t start = avr->cycle;
    const int sp = ram[R_SPL] | ram[R_SPH] << 8;
    int lowest = sp, half = 0;
    do {
        /* avr-gcc writes SPH, then SPL: in between SP means nothing */
        const uint16_t op = (uint16_t)(avr->flash[avr->pc] | avr->flash[avr->pc + 1] << 8);
        if ((op & 0xfe0f) == 0xbe0e) half = 1;
        else if ((op & 0xfe0f) == 0xbe0d) half = 0;
        if (avr_run(avr) == cpu_Crashed || avr->cycle - start > max_cycles) {
            run.stopped = 1;
            break;
        }
        run.exact += avr->pc == e->exact;
        const int now = ram[R_SPL] | ram[R_SPH] << 8;
        if (!half && now < lowest) lowest = now;
    } while (avr->pc != e->end);
    run.cycles = avr->cycle - start;
    run.stack = sp - lowest;
    while (!run.stopped && avr->pc != e->begin) avr_run(avr);
    return run;
}
