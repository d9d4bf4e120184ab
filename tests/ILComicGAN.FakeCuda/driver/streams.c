// Work that waits on streams, and when it runs.
#include "fakecuda.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

pthread_mutex_t fake_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

double fake_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static CUresult copy(Object *stream, Command *command)
{
    const void *source = command->staged ? command->staged : (const void *)command->source;
    if (command->is_locked && command->sum != fake_sum(source, command->bytes)) {
        fake_finding(OK, "page-locked memory at 0x%lx changed before its copy of %ld bytes had run", (long)command->source, (long)command->bytes);
    }
    if (command->card >= 0) {
        return fake_callbacks.write(command->card, command->target, source, command->bytes);
    }
    return fake_callbacks.read(stream->card, command->source, (void *)command->target, command->bytes);
}

static CUresult launch(Command *command)
{
    char message[800] = "";
    CUresult result = fake_callbacks.launch(
        command->function->program, command->sizes, command->dynamic_bytes, command->parameters, command->parameter_bytes, message, sizeof message);
    return result ? fake_finding(result, "a launch failed: %s", message) : OK;
}

// Runs one command; in the mode that does nothing only marks are reached.
static void run(Object *stream, Command *command)
{
    CUresult result = OK;
    if (command->kind == MARK) {
        command->event->milliseconds = fake_now();
    } else if (fake_mode != NOTHING && !stream->context->broken) {
        switch (command->kind) {
            case COPY: result = copy(stream, command); break;
            case SET: {
                void *values = malloc((size_t)command->bytes);
                memset(values, command->value, (size_t)command->bytes);
                result = fake_callbacks.write(stream->card, command->target, values, command->bytes);
                free(values);
                break;
            }
            default: result = launch(command); break;
        }
    }
    if (result) {
        stream->context->broken = result;
    }
}

// Takes the first command off the queue and runs it; the lock is held before and after.
static void step(Object *stream, int unlocked)
{
    Command *command = stream->first;
    if (unlocked) {
        pthread_mutex_unlock(&fake_lock);
    }
    run(stream, command);
    if (unlocked) {
        pthread_mutex_lock(&fake_lock);
    }
    stream->first = command->next;
    if (!stream->first) {
        stream->last = NULL;
    }
    stream->done++;
    free(command->staged);
    free(command->parameters);
    free(command);
    pthread_cond_broadcast(&changed);
}

// A stream's own thread in the asynchronous mode: each command starts some time after it was queued.
static void *work(void *given)
{
    Object *stream = given;
    unsigned seed = fake_seed * 7919u + (unsigned)(intptr_t)stream->position;
    pthread_mutex_lock(&fake_lock);
    while (!stream->stopping || stream->first) {
        if (!stream->first) {
            pthread_cond_wait(&changed, &fake_lock);
            continue;
        }
        pthread_mutex_unlock(&fake_lock);
        if (rand_r(&seed) % 8 == 0) {
            usleep((useconds_t)(rand_r(&seed) % 2000));
        }
        pthread_mutex_lock(&fake_lock);
        step(stream, 1);
    }
    pthread_mutex_unlock(&fake_lock);
    return NULL;
}

CUresult fake_submit(Object *stream, Command *given)
{
    Command *command = malloc(sizeof *command);
    *command = *given;
    command->next = NULL;
    if (stream->last) {
        stream->last->next = command;
    } else {
        stream->first = command;
    }
    stream->last = command;
    stream->queued++;
    if (fake_mode == ASYNCHRONOUS) {
        if (!stream->working) {
            stream->working = 1;
            pthread_create(&stream->worker, NULL, work, stream);
        }
        pthread_cond_broadcast(&changed);
    } else if (fake_mode == SYNCHRONOUS || fake_mode == NOTHING) {
        step(stream, 0);
    }
    return OK;
}

CUresult fake_wait(Object *stream, long position)
{
    while (stream->done < position) {
        if (stream->working) {
            pthread_cond_wait(&changed, &fake_lock);
        } else {
            step(stream, 0);
        }
    }
    return stream->context->broken;
}

CUresult fake_wait_all(Object *context)
{
    int at = 0;
    for (Object *stream = fake_each(&at, STREAM); stream; stream = fake_each(&at, STREAM)) {
        if (stream->context == context) {
            fake_wait(stream, stream->queued);
        }
    }
    return context->broken;
}

// Whether a queued copy reads or writes these bytes of the host.
int fake_pending(int64_t address, int64_t bytes)
{
    int at = 0;
    for (Object *stream = fake_each(&at, STREAM); stream; stream = fake_each(&at, STREAM)) {
        for (Command *command = stream->first; command; command = command->next) {
            if (command->kind == COPY
                && ((!command->staged && command->source < address + bytes && command->source + command->bytes > address)
                    || (command->target < address + bytes && command->target + command->bytes > address))) {
                return 1;
            }
        }
    }
    return 0;
}

void fake_end_stream(Object *stream)
{
    fake_wait(stream, stream->queued);
    if (stream->working) {
        stream->stopping = 1;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&fake_lock);
        pthread_join(stream->worker, NULL);
        pthread_mutex_lock(&fake_lock);
        stream->working = 0;
    }
    stream->alive = 0;
}
