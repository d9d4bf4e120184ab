// Settings, counts, planned failures and findings.
#include "fakecuda.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CALLS = 96 };

Mode fake_mode = SYNCHRONOUS;
unsigned fake_seed = 1;

static char settings[4096];
static int has_settings;
static struct { char name[48]; long count; } calls[MOST_CALLS];
static int call_count;
static long finding_count;

const char *fake_setting(const char *name)
{
    static _Thread_local char value[1024];
    size_t length = strlen(name);
    for (const char *at = settings; at && *at; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL) {
        if (!strncmp(at, name, length) && at[length] == '=') {
            size_t count = strcspn(at + length + 1, ";");
            snprintf(value, sizeof value, "%.*s", (int)count, at + length + 1);
            return value;
        }
    }
    return NULL;
}

long fake_number(const char *name, int card, long otherwise)
{
    const char *value = fake_setting(name);
    if (!value) {
        return otherwise;
    }
    // The last number stands for all cards behind it.
    for (int i = 0; i < card && strchr(value, '/'); i++) {
        value = strchr(value, '/') + 1;
    }
    return strtol(value, NULL, 10);
}

void fake_read_settings(void)
{
    if (!has_settings) {
        const char *given = getenv("ILCOMICGAN_FAKECUDA");
        snprintf(settings, sizeof settings, "%s", given ? given : "");
        has_settings = 1;
    }
    const char *mode = fake_setting("mode");
    fake_mode = !mode || !strcmp(mode, "sync") ? SYNCHRONOUS : !strcmp(mode, "async") ? ASYNCHRONOUS : !strcmp(mode, "lazy") ? LAZY : NOTHING;
    fake_seed = (unsigned)fake_number("seed", 0, 1);
}

// Begins anew with other settings, for tests that call the driver directly.
void fakecuda_configure(const char *text)
{
    snprintf(settings, sizeof settings, "%s", text);
    has_settings = 1;
    call_count = 0;
    finding_count = 0;
    fake_read_settings();
}

const char *fakecuda_setting(const char *name) { fake_read_settings(); return fake_setting(name); }

long fakecuda_number(const char *name, int card, long otherwise) { fake_read_settings(); return fake_number(name, card, otherwise); }

long fakecuda_findings(void) { return finding_count; }

static long *count_of(const char *name)
{
    for (int i = 0; i < call_count; i++) {
        if (!strcmp(calls[i].name, name)) {
            return &calls[i].count;
        }
    }
    if (call_count == MOST_CALLS) {
        abort();
    }
    snprintf(calls[call_count].name, sizeof calls[0].name, "%s", name);
    calls[call_count].count = 0;
    return &calls[call_count++].count;
}

long fakecuda_count(const char *name) { return *count_of(name); }

void fake_count(const char *what) { ++*count_of(what); }

// One line of the report; the file is opened for each, since a process may end at any time.
static void report(const char *line)
{
    const char *path = fake_setting("report");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s\n", line);
        fclose(file);
    }
}

void fake_say(const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    report(line);
}

CUresult fake_finding(CUresult code, const char *format, ...)
{
    char text[1000], line[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(line, sizeof line, "finding: %s", text);
    finding_count++;
    report(line);
    if (!fake_setting("quiet")) {
        fprintf(stderr, "driver for tests: %s\n", text);
    }
    return code;
}

// A call begins: it is counted, and fails where "fail=cuMemAlloc_v2@3=2" says so (its third call, with code 2).
CUresult fake_enter(const char *name)
{
    fake_read_settings();
    long count = ++*count_of(name);
    const char *plan = fake_setting("fail");
    size_t length = strlen(name);
    for (const char *at = plan; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        char *end;
        if (!strncmp(at, name, length) && at[length] == '@' && strtol(at + length + 1, &end, 10) == count && *end == '=') {
            // The plan's text is gone when another setting is read, as the report's name is.
            CUresult code = (CUresult)strtol(end + 1, NULL, 10);
            fake_say("planned failure: %s, call %ld", name, count);
            return code;
        }
    }
    return OK;
}

__attribute__((destructor)) static void write_counts(void)
{
    for (int i = 0; i < call_count; i++) {
        fake_say("count %s %ld", calls[i].name, calls[i].count);
    }
}
