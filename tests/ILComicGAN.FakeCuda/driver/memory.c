// The driver's functions for memory and copies.
#include "api.h"

#include <stdlib.h>
#include <string.h>

CUresult cuMemGetInfo_v2(size_t *available, size_t *total)
{
    ENTER_CONTEXT;
    *total = (size_t)card_memory(fake_current->card);
    *available = *total - (size_t)fake_used(fake_current->card);
    LEAVE(OK);
}

CUresult cuMemAlloc_v2(int64_t *address, size_t bytes)
{
    ENTER_CONTEXT;
    if (!bytes) {
        LEAVE(fake_finding(INVALID_VALUE, "an allocation of no bytes"));
    }
    int card = fake_current->card;
    if ((int64_t)bytes > card_memory(card) - fake_used(card)) {
        LEAVE(OUT_OF_MEMORY);
    }
    *address = fake_callbacks.allocate(card, (int64_t)bytes);
    if (!*address) {
        LEAVE(OUT_OF_MEMORY);
    }
    fake_add_piece(*address, (int64_t)bytes, card);
    LEAVE(OK);
}

CUresult cuMemFree_v2(int64_t address)
{
    ENTER_CONTEXT;
    if (!address) {
        LEAVE(OK);
    }
    Piece *piece = fake_piece(address);
    if (!piece || piece->address != address || piece->card < 0) {
        LEAVE(fake_finding(INVALID_VALUE, "memory at 0x%lx is freed twice or was never allocated", (long)address));
    }
    if (piece->card != fake_current->card) {
        LEAVE(fake_finding(INVALID_VALUE, "memory of card %d is freed in a context of card %d", piece->card, fake_current->card));
    }
    // As a driver does: memory is given back when nothing can use it any more.
    CUresult result = fake_wait_all(fake_current);
    fake_callbacks.release(piece->card, address);
    fake_remove_piece(fake_piece(address));
    LEAVE(result);
}

CUresult cuMemAllocHost_v2(void **address, size_t bytes)
{
    ENTER_CONTEXT;
    *address = malloc(bytes);
    fake_add_piece((int64_t)(intptr_t)*address, (int64_t)bytes, -1);
    LEAVE(OK);
}

static CUresult end_locking(void *address, int is_registered)
{
    Piece *piece = fake_piece((int64_t)(intptr_t)address);
    if (!piece || piece->card >= 0 || piece->address != (int64_t)(intptr_t)address || piece->is_registered != is_registered) {
        return fake_finding(NOT_REGISTERED, "page-locked memory at %p is given back twice or never was", address);
    }
    CUresult result = fake_pending(piece->address, piece->bytes)
        ? fake_finding(OK, "page-locked memory at %p is given back before a copy of it has run", address)
        : OK;
    fake_remove_piece(piece);
    return result;
}

CUresult cuMemFreeHost(void *address)
{
    ENTER_CONTEXT;
    CUresult result = end_locking(address, 0);
    if (!result) {
        free(address);
    }
    LEAVE(result);
}

CUresult cuMemHostRegister_v2(void *address, size_t bytes, unsigned flags)
{
    (void)flags;
    ENTER_CONTEXT;
    int64_t start = (int64_t)(intptr_t)address;
    if (fake_piece(start) || fake_piece(start + (int64_t)bytes - 1)) {
        LEAVE(fake_finding(ALREADY_REGISTERED, "memory at %p is page-locked already", address));
    }
    fake_add_piece(start, (int64_t)bytes, -1)->is_registered = 1;
    LEAVE(OK);
}

CUresult cuMemHostUnregister(void *address)
{
    ENTER_CONTEXT;
    LEAVE(end_locking(address, 1));
}

CUresult cuMemHostGetDevicePointer_v2(int64_t *card_address, void *address, unsigned flags)
{
    (void)flags;
    ENTER_CONTEXT;
    *card_address = (int64_t)(intptr_t)address;
    LEAVE(OK);
}

CUresult cuPointerGetAttribute(void *value, int attribute, int64_t address)
{
    ENTER_CONTEXT;
    Piece *piece = fake_piece(address);
    if (!piece || attribute != 2) {
        LEAVE(INVALID_VALUE);
    }
    *(unsigned *)value = piece->card >= 0 ? 2 : 1;
    LEAVE(OK);
}

// A finding where a piece of memory does not hold all these bytes, or is another card's.
static CUresult check_bounds(Piece *piece, int64_t address, int64_t bytes, const char *what)
{
    if (piece && address + bytes > piece->address + piece->bytes) {
        return fake_finding(INVALID_VALUE, "a %s of %ld bytes at 0x%lx goes beyond its memory", what, (long)bytes, (long)address);
    }
    if (piece && piece->card >= 0 && piece->card != fake_current->card) {
        return fake_finding(INVALID_VALUE, "a %s of memory of card %d in a context of card %d", what, piece->card, fake_current->card);
    }
    return OK;
}

CUresult cuMemcpyAsync(int64_t target, int64_t source, size_t bytes, void *handle)
{
    ENTER_CONTEXT;
    Object *stream = find_stream(handle);
    if (!stream) {
        LEAVE(INVALID_HANDLE);
    }
    Piece *from = fake_piece(source), *to = fake_piece(target);
    CUresult result = check_bounds(from, source, (int64_t)bytes, "copy");
    result = result ? result : check_bounds(to, target, (int64_t)bytes, "copy");
    if (!result && (!from || from->card < 0) && (!to || to->card < 0)) {
        result = fake_finding(INVALID_VALUE, "a copy from 0x%lx to 0x%lx touches no memory of a card", (long)source, (long)target);
    }
    if (result) {
        LEAVE(result);
    }
    Command command = { .kind = COPY, .target = target, .source = source, .bytes = (int64_t)bytes, .card = to ? to->card : -1 };
    int is_upload = !from || from->card < 0, is_download = !to || to->card < 0;
    fake_count(is_upload ? "uploads" : is_download ? "downloads" : "moves");
    if (!from && fake_mode != NOTHING) {
        // Pageable memory is free again when the call returns.
        fake_count("pageable uploads");
        command.staged = malloc(bytes);
        memcpy(command.staged, (const void *)source, bytes);
    } else if (is_upload && fake_mode != NOTHING) {
        command.is_locked = 1;
        command.sum = fake_sum((const void *)source, (int64_t)bytes);
    } else if (to && is_download && fake_mode != NOTHING) {
        // Who reads it before waiting gets this.
        memset((void *)target, 0xcd, bytes);
    }
    fake_submit(stream, &command);
    if (!to) {
        // A copy to pageable memory returns when it has run.
        fake_count("pageable downloads");
        LEAVE(fake_wait(stream, stream->queued));
    }
    LEAVE(fake_current->broken);
}

CUresult cuMemsetD8Async(int64_t target, unsigned char value, size_t bytes, void *handle)
{
    ENTER_CONTEXT;
    Object *stream = find_stream(handle);
    Piece *to = fake_piece(target);
    if (!stream) {
        LEAVE(INVALID_HANDLE);
    }
    CUresult result = to && to->card >= 0
        ? check_bounds(to, target, (int64_t)bytes, "filling")
        : fake_finding(INVALID_VALUE, "0x%lx is filled and is no memory of a card", (long)target);
    if (!result) {
        Command command = { .kind = SET, .target = target, .bytes = (int64_t)bytes, .value = value };
        fake_submit(stream, &command);
    }
    LEAVE(result);
}
