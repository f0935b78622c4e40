// Ends the process with 99 where one thread changes the environment while another opens libcoreclr.so, whose initializers read it: the C library frees what they read. Preloaded; each of the two gives the other time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_int opening, is_open;

static void wait_for(long milliseconds)
{
    struct timespec time = {.tv_nsec = milliseconds * 1000 * 1000};
    nanosleep(&time, NULL);
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

static void forbid(const char *name)
{
    static const char text[] = " was changed while libcoreclr.so was opened\n";
    // Whoever opens it may be on the way.
    if (!opening && !is_open)
        wait_for(50);
    if (!opening)
        return;
    if (write(2, name, strlen(name)) < 0 || write(2, text, sizeof(text) - 1) < 0)
        _exit(98);
    _exit(99);
}

void *dlopen(const char *path, int flags)
{
    void *(*real)(const char *, int) = next("dlopen");
    int beside = path != NULL && strstr(path, "/libcoreclr.so") != NULL && syscall(SYS_gettid) != getpid();
    if (beside)
    {
        opening = 1;
        wait_for(200);
    }
    void *library = real(path, flags);
    if (beside)
    {
        static const char text[] = "libcoreclr.so was opened beside\n";
        opening = 0;
        is_open = 1;
        if (write(2, text, sizeof(text) - 1) < 0)
            _exit(98);
    }
    return library;
}

int setenv(const char *name, const char *value, int overwrite)
{
    int (*real)(const char *, const char *, int) = next("setenv");
    forbid(name);
    return real(name, value, overwrite);
}

int unsetenv(const char *name)
{
    int (*real)(const char *) = next("unsetenv");
    forbid(name);
    return real(name);
}
