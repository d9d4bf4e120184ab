// The driver's functions for cards and contexts.
#include "api.h"

#include <stdio.h>
#include <string.h>

Callbacks fake_callbacks;
_Thread_local Object *fake_current;

static int is_initialized;

void fakecuda_register(const Callbacks *callbacks) { fake_callbacks = *callbacks; }

int64_t card_memory(int card) { return (int64_t)fake_number("memory", card, 4096) << 20; }

int stays(CUresult code) { return code == 214 || (code >= ILLEGAL_ADDRESS && code <= LAUNCH_FAILED && code != LAUNCH_OUT_OF_RESOURCES && code != ALREADY_REGISTERED && code != NOT_REGISTERED); }

static int card_count(void) { return (int)fake_number("cards", 0, 1); }

CUresult cuInit(unsigned flags)
{
    (void)flags;
    ENTER;
    if (!fake_callbacks.launch || card_count() < 1) {
        LEAVE(NO_DEVICE);
    }
    is_initialized = 1;
    LEAVE(OK);
}

CUresult cuDriverGetVersion(int *version)
{
    ENTER;
    *version = (int)fake_number("driver", 0, 12040);
    LEAVE(OK);
}

CUresult cuDeviceGetCount(int *count)
{
    ENTER;
    *count = card_count();
    LEAVE(is_initialized ? OK : NOT_INITIALIZED);
}

CUresult cuDeviceGet(int *card, int ordinal)
{
    ENTER;
    *card = ordinal;
    LEAVE(ordinal >= 0 && ordinal < card_count() ? OK : INVALID_DEVICE);
}

CUresult cuDeviceGetName(char *name, int length, int card)
{
    ENTER;
    snprintf(name, (size_t)length, "Test Card %d", card);
    LEAVE(OK);
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, int card)
{
    ENTER;
    *bytes = (size_t)card_memory(card);
    LEAVE(OK);
}

// Major times ten plus minor, "8.6" for each card.
static int capability(int card)
{
    const char *value = fake_setting("capability");
    for (int i = 0; value && i < card && strchr(value, '/'); i++) {
        value = strchr(value, '/') + 1;
    }
    int major = 8, minor = 6;
    if (value) {
        sscanf(value, "%d.%d", &major, &minor);
    }
    return 10 * major + minor;
}

int card_capability(int card) { return capability(card); }

CUresult cuDeviceGetAttribute(int *value, int attribute, int card)
{
    ENTER;
    switch (attribute) {
        case 1: *value = MOST_THREADS; break;
        case 2: case 3: *value = MOST_THREADS; break;
        case 4: *value = MOST_GROUP_DEPTH; break;
        case 5: *value = INT32_MAX; break;
        case 6: case 7: *value = MOST_GRID_YZ; break;
        case 8: *value = SHARED_BYTES; break;
        case 9: *value = 64 * 1024; break;
        case 10: *value = WARP; break;
        case 11: *value = INT32_MAX; break;
        case 12: case 82: *value = 65536; break;
        case 13: *value = 1695000; break;
        case 16: *value = (int)fake_number("multiprocessors", card, 82); break;
        case 19: case 41: case 83: case 90: case 91: *value = 1; break;
        case 36: *value = 9751000; break;
        case 37: *value = 384; break;
        case 38: *value = 6 << 20; break;
        case 39: *value = 1536; break;
        case 40: *value = 2; break;
        case 75: *value = capability(card) / 10; break;
        case 76: *value = capability(card) % 10; break;
        case 81: *value = 100 * 1024; break;
        default: *value = 0; break;
    }
    LEAVE(OK);
}

CUresult cuDeviceCanAccessPeer(int *can, int card, int peer)
{
    (void)card;
    (void)peer;
    ENTER;
    *can = 0;
    LEAVE(OK);
}

CUresult cuDeviceGetP2PAttribute(int *value, int attribute, int card, int peer)
{
    (void)attribute;
    (void)card;
    (void)peer;
    ENTER;
    *value = 0;
    LEAVE(OK);
}

CUresult cuCtxEnablePeerAccess(void *peer, unsigned flags)
{
    (void)peer;
    (void)flags;
    ENTER_CONTEXT;
    LEAVE(217);
}

CUresult cuCtxDisablePeerAccess(void *peer)
{
    (void)peer;
    ENTER_CONTEXT;
    LEAVE(705);
}

CUresult cuCtxCreate_v2(void **handle, unsigned flags, int card)
{
    (void)flags;
    ENTER;
    if (fake_number("busy", card, 0)) {
        LEAVE(DEVICE_UNAVAILABLE);
    }
    Object *context = fake_make(CONTEXT, NULL);
    context->card = card;
    // Its own stream, for the handle 0.
    fake_make(STREAM, context)->position = -1;
    fake_current = context;
    *handle = fake_handle(context);
    LEAVE(OK);
}

CUresult cuCtxDestroy_v2(void *handle)
{
    ENTER;
    Object *context = fake_find(handle, CONTEXT);
    if (!context) {
        LEAVE(handle ? fake_finding(INVALID_CONTEXT, "a context is destroyed twice or never was") : INVALID_CONTEXT);
    }
    int at = 0;
    for (Object *stream = fake_each(&at, STREAM); stream; stream = fake_each(&at, STREAM)) {
        if (stream->context == context) {
            fake_end_stream(stream);
        }
    }
    context->alive = 0;
    for (Kind kind = EVENT; kind <= FUNCTION; kind++) {
        at = 0;
        for (Object *object = fake_each(&at, kind); object; object = fake_each(&at, kind)) {
            object->alive = object->context != context;
        }
    }
    if (fake_current == context) {
        fake_current = NULL;
    }
    LEAVE(OK);
}

CUresult cuCtxSetCurrent(void *handle)
{
    ENTER;
    Object *context = fake_find(handle, CONTEXT);
    if (handle && !context) {
        LEAVE(fake_finding(INVALID_CONTEXT, "a context is made current that is destroyed or never was"));
    }
    fake_current = context;
    LEAVE(OK);
}

CUresult cuCtxSynchronize(void)
{
    ENTER_CONTEXT;
    fake_count("waits");
    LEAVE(fake_wait_all(fake_current));
}

CUresult cuCtxGetCacheConfig(int *value)
{
    ENTER_CONTEXT;
    *value = 0;
    LEAVE(OK);
}

CUresult cuCtxSetCacheConfig(int value)
{
    (void)value;
    ENTER_CONTEXT;
    LEAVE(OK);
}

CUresult cuCtxGetSharedMemConfig(int *value)
{
    ENTER_CONTEXT;
    *value = 0;
    LEAVE(OK);
}

CUresult cuCtxSetSharedMemConfig(int value)
{
    (void)value;
    ENTER_CONTEXT;
    LEAVE(OK);
}

CUresult cuGetErrorString(CUresult code, const char **text)
{
    static const struct { CUresult code; const char *text; } known[] = {
        { INVALID_VALUE, "invalid argument" }, { OUT_OF_MEMORY, "out of memory" }, { NOT_INITIALIZED, "initialization error" },
        { DEVICE_UNAVAILABLE, "CUDA-capable device(s) is/are busy or unavailable" }, { NO_DEVICE, "no CUDA-capable device is detected" },
        { INVALID_DEVICE, "invalid device ordinal" }, { INVALID_CONTEXT, "invalid device context" },
        { NO_BINARY_FOR_GPU, "no kernel image is available for execution on the device" }, { INVALID_PTX, "a PTX JIT compilation failed" },
        { UNSUPPORTED_PTX_VERSION, "the provided PTX was compiled with an unsupported toolchain." }, { INVALID_HANDLE, "invalid resource handle" },
        { NOT_FOUND, "named symbol not found" }, { ILLEGAL_ADDRESS, "an illegal memory access was encountered" },
        { LAUNCH_OUT_OF_RESOURCES, "too many resources requested for launch" }, { LAUNCH_FAILED, "unspecified launch failure" },
        { 214, "uncorrectable ECC error encountered" }, { 803, "system has unsupported display driver / cuda driver combination" }, { 999, "unknown error" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].code == code) {
            *text = known[i].text;
            return OK;
        }
    }
    *text = NULL;
    return INVALID_VALUE;
}
