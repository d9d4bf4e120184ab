// How each function of the driver begins and ends.
#ifndef FAKECUDA_API_H
#define FAKECUDA_API_H

#include "fakecuda.h"

// Counts the call, fails it where that is planned, and takes the lock. A failure that a card cannot recover from stays.
#define ENTER                                                     \
    pthread_mutex_lock(&fake_lock);                               \
    do {                                                          \
        CUresult planned = fake_enter(__func__);                  \
        if (planned) {                                            \
            if (fake_current && stays(planned)) {                 \
                fake_current->broken = planned;                   \
            }                                                     \
            LEAVE(planned);                                       \
        }                                                         \
    } while (0)

// The same for functions that need a context on their thread.
#define ENTER_CONTEXT                                             \
    ENTER;                                                        \
    do {                                                          \
        if (!fake_current || !fake_current->alive) {              \
            LEAVE(fake_finding(INVALID_CONTEXT, "%s without a context on its thread", __func__)); \
        }                                                         \
        if (fake_current->broken) {                               \
            LEAVE(fake_current->broken);                          \
        }                                                         \
    } while (0)

#define LEAVE(result)                                             \
    do {                                                          \
        CUresult leaving = (result);                              \
        pthread_mutex_unlock(&fake_lock);                         \
        return leaving;                                           \
    } while (0)

int stays(CUresult code);
int64_t card_memory(int card);

// A stream of this thread's context; null, with a finding, for any other handle. The handle 0 is the context's own stream.
Object *find_stream(void *handle);

#endif
