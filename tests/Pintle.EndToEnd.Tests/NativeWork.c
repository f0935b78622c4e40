// What a function's native library may do that concerns a runtime: call back from a thread of its own and of the caller's, and fork.
#include <pthread.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

struct work
{
    int (*call)(int);
    int count;
    int64_t sum;
};

static void *run(void *argument)
{
    struct work *work = argument;
    for (int i = 0; i < work->count; i++)
        work->sum += work->call(i);
    return NULL;
}

int64_t call_back(int (*call)(int), int count)
{
    struct work work = {call, count, 0};
    run(&work);
    return work.sum;
}

// From that many threads that no runtime has made.
int64_t call_back_from_threads(int (*call)(int), int threads, int count)
{
    pthread_t ids[64];
    struct work works[64];
    int64_t sum = 0;
    if (threads > 64)
        return -1;
    for (int i = 0; i < threads; i++)
    {
        works[i] = (struct work){call, count, 0};
        if (pthread_create(&ids[i], NULL, run, &works[i]) != 0)
            return -1;
    }
    for (int i = 0; i < threads; i++)
    {
        pthread_join(ids[i], NULL);
        sum += works[i].sum;
    }
    return sum;
}

// The child has one thread and runs nothing of either runtime.
int fork_and_wait(int code)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(code);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

// The same, and the child becomes another program.
int fork_and_execute(int code)
{
    int status = 0;
    char digits[4] = {(char)('0' + code / 10), (char)('0' + code % 10), 0, 0};
    pid_t child = fork();
    if (child == 0)
    {
        execl("/bin/sh", "sh", "-c", "exit $0", digits, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}
