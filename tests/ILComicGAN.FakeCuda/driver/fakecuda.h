// The parts of the driver for tests that its files share. No card is behind it: kernels are run by callbacks that the program
// under test registers, and everything else is bookkeeping that says what a real driver would have minded.
#ifndef FAKECUDA_H
#define FAKECUDA_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

typedef int CUresult;

enum {
    OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, DEVICE_UNAVAILABLE = 46, NO_DEVICE = 100, INVALID_DEVICE = 101,
    INVALID_CONTEXT = 201, NO_BINARY_FOR_GPU = 209, INVALID_PTX = 218, UNSUPPORTED_PTX_VERSION = 222, INVALID_HANDLE = 400,
    NOT_FOUND = 500, NOT_READY = 600, ILLEGAL_ADDRESS = 700, LAUNCH_OUT_OF_RESOURCES = 701, ALREADY_REGISTERED = 712,
    NOT_REGISTERED = 713, LAUNCH_FAILED = 719
};

enum { MOST_CARDS = 8, WARP = 32, MOST_THREADS = 1024, MOST_GROUP_DEPTH = 64, MOST_GRID_YZ = 65535, SHARED_BYTES = 48 * 1024 };

// What the program under test does for the driver. Addresses of a card's memory are addresses of the host.
typedef struct {
    int64_t (*allocate)(int card, int64_t bytes);
    void (*release)(int card, int64_t address);
    int (*write)(int card, int64_t address, const void *source, int64_t bytes);
    int (*read)(int card, int64_t address, void *target, int64_t bytes);
    int64_t (*load)(int card, const char *ptx, char *log, int log_bytes);
    int (*find)(int64_t program, const char *name, int *parameter_bytes, int *shared_bytes, int *most_threads);
    int (*launch)(int64_t program, const int *sizes, int dynamic_bytes, const void *parameters, int parameter_bytes, char *message, int message_bytes);
} Callbacks;

// Settings: "mode=lazy;cards=2;capability=8.6/6.1", where what differs from card to card has a slash between.
typedef enum { SYNCHRONOUS, ASYNCHRONOUS, LAZY, NOTHING } Mode;
extern Mode fake_mode;
extern unsigned fake_seed;
void fake_read_settings(void);
const char *fake_setting(const char *name);
long fake_number(const char *name, int card, long otherwise);

// Counting, planned failures and findings.
CUresult fake_enter(const char *name);
void fake_count(const char *what);
CUresult fake_finding(CUresult code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fake_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Handles.
typedef enum { CONTEXT = 1, STREAM, EVENT, MODULE, FUNCTION } Kind;

typedef struct Object {
    Kind kind;
    int alive;
    struct Object *context;     // null for a context
    int card;
    CUresult broken;            // of a context: the error that every later call returns
    struct Command *first, *last;   // of a stream
    long queued, done;          // of a stream: commands
    pthread_t worker;
    int working, stopping;
    struct Object *stream;      // of an event: where it was recorded last
    long position;
    double milliseconds;        // of an event: when it was reached
    int64_t program;            // of a module and a function
    int parameter_bytes, shared_bytes, most_threads;
} Object;

void *fake_handle(Object *object);
Object *fake_make(Kind kind, Object *context);
Object *fake_find(void *handle, Kind kind);
Object *fake_each(int *at, Kind kind);

// Memory.
typedef struct {
    int64_t address, bytes;
    int card;                   // -1 for page-locked memory of the host
    int is_registered;          // made by the program and registered, not the driver's own
} Piece;

Piece *fake_piece(int64_t address);
Piece *fake_add_piece(int64_t address, int64_t bytes, int card);
void fake_remove_piece(Piece *piece);
int64_t fake_used(int card);
uint64_t fake_sum(const void *bytes, int64_t count);

// Work that waits on a stream.
typedef enum { COPY, SET, LAUNCH, MARK } CommandKind;

typedef struct Command {
    CommandKind kind;
    struct Command *next;
    int64_t target, source, bytes;
    void *staged;               // what a copy from pageable memory took along
    uint64_t sum;               // of page-locked memory when its copy was queued
    int is_locked, value;
    int card;                   // whose memory a copy writes; -1 for the host's
    Object *function, *event;
    int sizes[6], dynamic_bytes, parameter_bytes;
    void *parameters;
} Command;

extern pthread_mutex_t fake_lock;
extern Callbacks fake_callbacks;
extern _Thread_local Object *fake_current;
CUresult fake_submit(Object *stream, Command *command);
CUresult fake_wait(Object *stream, long position);
CUresult fake_wait_all(Object *context);
int fake_pending(int64_t address, int64_t bytes);
void fake_end_stream(Object *stream);
double fake_now(void);

#endif
