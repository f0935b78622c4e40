// A native executable as a function: it polls the Runtime API by itself and answers each event with what it sees of its process; the event "end" ends it instead.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
#define _GNU_SOURCE // strcasestr
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__aarch64__)
#define PROCESSOR "arm64"
#else
#define PROCESSOR "x64"
#endif

static char answer[65536];

// One exchange on a connection of its own; the answer is whole when the other side closes.
static void exchange(const char *api, const char *start, const char *body)
{
    char host[64], request[4096];
    int port;
    if (sscanf(api, "%63[^:]:%d", host, &port) != 2)
        exit(3);
    int length = snprintf(request, sizeof request, "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", start, api, strlen(body), body);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
    inet_pton(AF_INET, host, &address.sin_addr);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0 || write(connection, request, (size_t)length) != length)
        exit(4);
    size_t held = 0;
    ssize_t got;
    while ((got = read(connection, answer + held, sizeof answer - 1 - held)) > 0)
        held += (size_t)got;
    answer[held] = 0;
    close(connection);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "(not set)";
}

int main(int count, char **arguments)
{
    const char *api = variable("AWS_LAMBDA_RUNTIME_API");
    for (;;) {
        char id[64], start[256], seen[2048];
        exchange(api, "GET /2018-06-01/runtime/invocation/next", "");
        const char *header = strcasestr(answer, "\nLambda-Runtime-Aws-Request-Id:");
        if (!header || sscanf(header + strlen("\nLambda-Runtime-Aws-Request-Id:"), " %63[^\r]", id) != 1)
            return 5;
        if (strstr(answer, "\"end\""))
            return 7;
        snprintf(seen, sizeof seen, "%s %s %d %s %s %s %s", PROCESSOR, arguments[0], count - 1,
            variable("AWS_EXECUTION_ENV"), variable("DOTNET_RUNNING_IN_CONTAINER"), variable("DOTNET_ROOT"), variable("DOTNET_VERSION"));
        snprintf(start, sizeof start, "POST /2018-06-01/runtime/invocation/%s/response", id);
        exchange(api, start, seen);
    }
}
