// Handles and memory, each with a table of what is alive.
#include "fakecuda.h"

#include <stdlib.h>

static Object **objects;
static int object_count, object_room;
static Piece *pieces;
static int piece_count, piece_room;

// A handle is a number that no pointer of the program can be.
enum { HANDLE_BASE = 0x10000 };

void *fake_handle(Object *object)
{
    for (int i = object_count - 1; i >= 0; i--) {
        if (objects[i] == object) {
            return (void *)(intptr_t)(HANDLE_BASE + i);
        }
    }
    return NULL;
}

Object *fake_make(Kind kind, Object *context)
{
    if (object_count == object_room) {
        object_room = object_room ? 2 * object_room : 1024;
        objects = realloc(objects, sizeof *objects * (size_t)object_room);
    }
    Object *made = calloc(1, sizeof *made);
    made->kind = kind;
    made->alive = 1;
    made->context = context;
    made->card = context ? context->card : 0;
    objects[object_count++] = made;
    return made;
}

Object *fake_find(void *handle, Kind kind)
{
    intptr_t at = (intptr_t)handle - HANDLE_BASE;
    return at >= 0 && at < object_count && objects[at]->kind == kind && objects[at]->alive ? objects[at] : NULL;
}

Object *fake_each(int *at, Kind kind)
{
    while (*at < object_count) {
        Object *object = objects[(*at)++];
        if (object->kind == kind && object->alive) {
            return object;
        }
    }
    return NULL;
}

Piece *fake_piece(int64_t address)
{
    for (int i = 0; i < piece_count; i++) {
        if (address >= pieces[i].address && address < pieces[i].address + pieces[i].bytes) {
            return &pieces[i];
        }
    }
    return NULL;
}

Piece *fake_add_piece(int64_t address, int64_t bytes, int card)
{
    if (piece_count == piece_room) {
        piece_room = piece_room ? 2 * piece_room : 1024;
        pieces = realloc(pieces, sizeof *pieces * (size_t)piece_room);
    }
    pieces[piece_count] = (Piece){ .address = address, .bytes = bytes, .card = card };
    return &pieces[piece_count++];
}

void fake_remove_piece(Piece *piece) { *piece = pieces[--piece_count]; }

int64_t fake_used(int card)
{
    int64_t sum = 0;
    for (int i = 0; i < piece_count; i++) {
        sum += pieces[i].card == card ? pieces[i].bytes : 0;
    }
    return sum;
}

uint64_t fake_sum(const void *bytes, int64_t count)
{
    const unsigned char *at = bytes;
    uint64_t sum = 14695981039346656037u;
    for (int64_t i = 0; i < count; i++) {
        sum = (sum ^ at[i]) * 1099511628211u;
    }
    return sum;
}
