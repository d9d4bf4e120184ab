// The driver's functions for streams, events, modules and launches.
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int card_capability(int card);

Object *find_stream(void *handle)
{
    if (!handle) {
        int at = 0;
        for (Object *stream = fake_each(&at, STREAM); stream; stream = fake_each(&at, STREAM)) {
            if (stream->context == fake_current && stream->position == -1) {
                return stream;
            }
        }
    }
    Object *stream = fake_find(handle, STREAM);
    if (!stream || stream->context != fake_current) {
        fake_finding(INVALID_HANDLE, stream ? "a stream of another context" : "a stream that is destroyed or never was");
        return NULL;
    }
    return stream;
}

static Object *find(void *handle, Kind kind, const char *what)
{
    Object *object = fake_find(handle, kind);
    if (!object || object->context != fake_current) {
        fake_finding(INVALID_HANDLE, "%s that is destroyed, of another context, or never was", what);
        return NULL;
    }
    return object;
}

CUresult cuStreamCreate(void **handle, unsigned flags)
{
    (void)flags;
    ENTER_CONTEXT;
    *handle = fake_handle(fake_make(STREAM, fake_current));
    LEAVE(OK);
}

CUresult cuStreamCreateWithPriority(void **handle, unsigned flags, int priority)
{
    (void)flags;
    (void)priority;
    ENTER_CONTEXT;
    *handle = fake_handle(fake_make(STREAM, fake_current));
    LEAVE(OK);
}

CUresult cuStreamDestroy_v2(void *handle)
{
    ENTER_CONTEXT;
    Object *stream = handle ? find_stream(handle) : NULL;
    if (!stream) {
        LEAVE(INVALID_HANDLE);
    }
    fake_end_stream(stream);
    LEAVE(OK);
}

CUresult cuStreamSynchronize(void *handle)
{
    ENTER_CONTEXT;
    Object *stream = find_stream(handle);
    if (!stream) {
        LEAVE(INVALID_HANDLE);
    }
    fake_count("waits");
    LEAVE(fake_wait(stream, stream->queued));
}

CUresult cuEventCreate(void **handle, unsigned flags)
{
    (void)flags;
    ENTER_CONTEXT;
    *handle = fake_handle(fake_make(EVENT, fake_current));
    LEAVE(OK);
}

CUresult cuEventDestroy_v2(void *handle)
{
    ENTER_CONTEXT;
    Object *event = find(handle, EVENT, "an event");
    if (!event) {
        LEAVE(INVALID_HANDLE);
    }
    event->alive = 0;
    LEAVE(OK);
}

CUresult cuEventRecord(void *handle, void *stream_handle)
{
    ENTER_CONTEXT;
    Object *event = find(handle, EVENT, "an event"), *stream = find_stream(stream_handle);
    if (!event || !stream) {
        LEAVE(INVALID_HANDLE);
    }
    Command command = { .kind = MARK, .event = event };
    fake_submit(stream, &command);
    event->stream = stream;
    event->position = stream->queued;
    LEAVE(OK);
}

CUresult cuEventQuery(void *handle)
{
    ENTER_CONTEXT;
    Object *event = find(handle, EVENT, "an event");
    if (!event) {
        LEAVE(INVALID_HANDLE);
    }
    LEAVE(event->stream && event->stream->done < event->position ? NOT_READY : OK);
}

CUresult cuEventSynchronize(void *handle)
{
    ENTER_CONTEXT;
    Object *event = find(handle, EVENT, "an event");
    if (!event) {
        LEAVE(INVALID_HANDLE);
    }
    fake_count("waits for events");
    LEAVE(event->stream ? fake_wait(event->stream, event->position) : OK);
}

CUresult cuEventElapsedTime(float *milliseconds, void *start_handle, void *end_handle)
{
    ENTER_CONTEXT;
    Object *start = find(start_handle, EVENT, "an event"), *end = find(end_handle, EVENT, "an event");
    if (!start || !end || !start->stream || !end->stream) {
        LEAVE(INVALID_HANDLE);
    }
    if (start->stream->done < start->position || end->stream->done < end->position) {
        LEAVE(NOT_READY);
    }
    *milliseconds = (float)(end->milliseconds - start->milliseconds);
    LEAVE(OK);
}

// What the driver's compiler would refuse before it looks at an instruction: a newer language, or a newer card's.
static CUresult check_header(const char *ptx, char *log, size_t log_bytes)
{
    int major = 0, minor = 0, target = 0;
    const char *version = strstr(ptx, ".version"), *sm = strstr(ptx, ".target");
    if (!version || sscanf(version, ".version %d.%d", &major, &minor) != 2 || !sm || sscanf(sm, ".target sm_%d", &target) != 1) {
        snprintf(log, log_bytes, "ptxas application ptx input, line 1; fatal   : Missing .version directive at start of file");
        return INVALID_PTX;
    }
    // PTX 7.0 came with CUDA 11.0 and 8.0 with 12.0, 6.3 to 6.5 with 10.0 to 10.2; from 8.5 on one version was left out.
    int driver = (int)fake_number("driver", 0, 12040) / 10;
    int needed = major == 6 ? 1000 + minor - 3 : major == 7 ? 1100 + minor : 1200 + minor + (minor > 5);
    if (needed > driver) {
        snprintf(log, log_bytes, "ptxas application ptx input, line 1; fatal   : Unsupported .version %d.%d; current version is older", major, minor);
        return UNSUPPORTED_PTX_VERSION;
    }
    if (target > card_capability(fake_current->card)) {
        snprintf(log, log_bytes, "ptxas fatal   : SM version specified by .target is higher than default SM version assumed");
        return NO_BINARY_FOR_GPU;
    }
    return OK;
}

static CUresult load(void **handle, const char *ptx, char *log, size_t log_bytes)
{
    CUresult result = check_header(ptx, log, log_bytes);
    if (result) {
        return result;
    }
    int64_t program = fake_callbacks.load(fake_current->card, ptx, log, (int)log_bytes);
    if (!program) {
        return INVALID_PTX;
    }
    Object *module = fake_make(MODULE, fake_current);
    module->program = program;
    *handle = fake_handle(module);
    return OK;
}

CUresult cuModuleLoadData(void **handle, const void *ptx)
{
    ENTER_CONTEXT;
    char log[256];
    LEAVE(load(handle, ptx, log, sizeof log));
}

CUresult cuModuleLoadDataEx(void **handle, const void *ptx, unsigned count, const int *options, void **values)
{
    char own[256], *log = own;
    size_t log_bytes = sizeof own;
    for (unsigned i = 0; i < count; i++) {
        log = options[i] == 5 ? values[i] : log;
        log_bytes = options[i] == 6 ? (size_t)(intptr_t)values[i] : log_bytes;
    }
    log[0] = 0;
    pthread_mutex_lock(&fake_lock);
    CUresult planned = fake_enter(__func__);
    if (planned) {
        snprintf(log, log_bytes, "ptxas fatal   : planned failure %d", planned);
        LEAVE(planned);
    }
    if (!fake_current || !fake_current->alive) {
        LEAVE(fake_finding(INVALID_CONTEXT, "%s without a context on its thread", __func__));
    }
    LEAVE(fake_current->broken ? fake_current->broken : load(handle, ptx, log, log_bytes));
}

CUresult cuModuleUnload(void *handle)
{
    ENTER_CONTEXT;
    Object *module = find(handle, MODULE, "a module");
    if (!module) {
        LEAVE(INVALID_HANDLE);
    }
    CUresult result = fake_wait_all(fake_current);
    module->alive = 0;
    LEAVE(result);
}

CUresult cuModuleGetFunction(void **handle, void *module_handle, const char *name)
{
    ENTER_CONTEXT;
    Object *module = find(module_handle, MODULE, "a module");
    if (!module) {
        LEAVE(INVALID_HANDLE);
    }
    int parameter_bytes, shared_bytes, most_threads;
    if (fake_callbacks.find(module->program, name, &parameter_bytes, &shared_bytes, &most_threads)) {
        LEAVE(NOT_FOUND);
    }
    Object *function = fake_make(FUNCTION, fake_current);
    function->program = module->program;
    function->parameter_bytes = parameter_bytes;
    function->shared_bytes = shared_bytes;
    function->most_threads = most_threads;
    *handle = fake_handle(function);
    LEAVE(OK);
}

static CUresult check_launch(Object *function, const int *sizes, int dynamic_bytes, int parameter_bytes)
{
    long threads = (long)sizes[3] * sizes[4] * sizes[5];
    int most = function->most_threads ? function->most_threads : MOST_THREADS;
    for (int i = 0; i < 6; i++) {
        if (sizes[i] < 1) {
            return fake_finding(INVALID_VALUE, "a launch of no threads");
        }
    }
    if (sizes[1] > MOST_GRID_YZ || sizes[2] > MOST_GRID_YZ || sizes[3] > MOST_THREADS || sizes[4] > MOST_THREADS || sizes[5] > MOST_GROUP_DEPTH || threads > most) {
        return fake_finding(
            INVALID_VALUE, "a launch of %dx%dx%d groups of %dx%dx%d threads is beyond a card's limits or the kernel's %d threads",
            sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], most);
    }
    if (function->shared_bytes + dynamic_bytes > SHARED_BYTES) {
        return fake_finding(INVALID_VALUE, "a launch with %d bytes of shared memory; a group has %d", function->shared_bytes + dynamic_bytes, SHARED_BYTES);
    }
    // The end of the program's structure may be padded to its alignment.
    if (parameter_bytes < function->parameter_bytes || parameter_bytes >= function->parameter_bytes + 16) {
        return fake_finding(LAUNCH_OUT_OF_RESOURCES, "a launch with %d bytes of arguments; the kernel takes %d", parameter_bytes, function->parameter_bytes);
    }
    return OK;
}

CUresult cuLaunchKernel(
    void *handle, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned dynamic_bytes,
    void *stream_handle, void **parameters, void **extra)
{
    ENTER_CONTEXT;
    Object *function = find(handle, FUNCTION, "a kernel"), *stream = find_stream(stream_handle);
    if (!function || !stream) {
        LEAVE(INVALID_HANDLE);
    }
    // Arguments come in one piece here, as pairs of what follows and where it is: 1 the piece, 2 its size, 0 the end.
    const void *piece = NULL;
    size_t bytes = 0;
    for (int i = 0; extra && extra[i]; i += 2) {
        if (extra[i] == (void *)1) {
            piece = extra[i + 1];
        } else if (extra[i] == (void *)2) {
            bytes = *(size_t *)extra[i + 1];
        }
    }
    if (parameters || !piece) {
        LEAVE(fake_finding(INVALID_VALUE, "a launch whose arguments do not come in one piece"));
    }
    Command command = {
        .kind = LAUNCH, .function = function, .sizes = { (int)gx, (int)gy, (int)gz, (int)bx, (int)by, (int)bz },
        .dynamic_bytes = (int)dynamic_bytes, .parameter_bytes = (int)bytes,
    };
    CUresult result = check_launch(function, command.sizes, command.dynamic_bytes, command.parameter_bytes);
    if (result) {
        LEAVE(result);
    }
    command.parameters = malloc(bytes);
    memcpy(command.parameters, piece, bytes);
    fake_submit(stream, &command);
    LEAVE(fake_current->broken);
}

CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *count, void *handle, int threads, size_t dynamic_bytes)
{
    (void)handle;
    (void)dynamic_bytes;
    ENTER_CONTEXT;
    *count = threads > 0 ? 1536 / threads : 0;
    LEAVE(OK);
}

CUresult cuOccupancyMaxPotentialBlockSize(int *groups, int *threads, void *handle, void *size_of, size_t dynamic_bytes, int limit)
{
    (void)handle;
    (void)size_of;
    (void)dynamic_bytes;
    ENTER_CONTEXT;
    *groups = 82;
    *threads = limit > 0 && limit < 256 ? limit : 256;
    LEAVE(OK);
}
