/* Workloads a shell cannot be: file locks, threads, a mapped file, a TCP server and clients of servers. Built statically by the tests, run inside containers. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4 };
static volatile unsigned long counts[THREADS];

static void *count(void *cell)
{
    volatile unsigned long *n = cell;
    for (;;) {
        ++*n;
        usleep(1000);
    }
    return NULL;
}

/* Holds a lock on FILE for ever; "busy" and status 1 when another holds it. */
static int lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
        puts("busy");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    for (;;)
        pause();
}

/* Counts in a file of 2 MiB that is mapped, and says "lost" when the file has another number than it wrote. */
static int map(const char *path)
{
    enum { SIZE = 2 << 20 };
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || ftruncate(fd, SIZE) != 0)
        return 1;
    volatile unsigned long *number = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (number == MAP_FAILED)
        return 1;
    for (unsigned long n = 1;; n++) {
        *number = n;
        usleep(1000);
        if (*number != n)
            return printf("lost: %lu instead of %lu\n", *number, n), 1;
        if (n % 50 == 0) {
            puts("same");
            fflush(stdout);
        }
    }
}

/* Four threads count; each second a line says where each stands. */
static int threads(void)
{
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, count, (void *)&counts[i]) != 0)
            return 1;
    }
    for (;;) {
        usleep(100000);
        printf("%lu %lu %lu %lu\n", counts[0], counts[1], counts[2], counts[3]);
        fflush(stdout);
    }
}

static struct sockaddr_in endpoint(const char *address, const char *port)
{
    struct sockaddr_in end = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port)) };
    inet_pton(AF_INET, address, &end.sin_addr);
    return end;
}

/* Sends back whatever one client after another sends. */
static int echo(const char *port)
{
    struct sockaddr_in end = endpoint("0.0.0.0", port);
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *)&end, sizeof end) != 0 || listen(server, 8) != 0)
        return 1;
    puts("ready");
    fflush(stdout);
    for (;;) {
        char buffer[4096];
        ssize_t got;
        int client = accept(server, NULL, NULL);
        while ((got = read(client, buffer, sizeof buffer)) > 0)
            for (ssize_t done = 0; done < got;) {
                ssize_t put = write(client, buffer + done, (size_t)(got - done));
                if (put < 0)
                    break;
                done += put;
            }
        close(client);
    }
}

/* What stands at each place of the stream; no part of it repeats soon. */
static unsigned char byte_at(unsigned long place)
{
    return (unsigned char)((place * 2654435761ul) >> 13);
}

/* Streams to an echo server and compares what comes back; says how many bytes came back right. */
static int stream(const char *address, const char *port)
{
    struct sockaddr_in end = endpoint(address, port);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    unsigned long sent = 0, received = 0;
    time_t said = 0;
    if (connect(server, (struct sockaddr *)&end, sizeof end) != 0)
        return printf("cannot connect: %s\n", strerror(errno)), 1;
    fcntl(server, F_SETFL, O_NONBLOCK);
    for (;;) {
        unsigned char buffer[2048];
        struct pollfd ready = { .fd = server, .events = POLLIN };
        for (unsigned long i = 0; i < sizeof buffer; i++)
            buffer[i] = byte_at(sent + i);
        ssize_t done = sent - received < 65536 ? write(server, buffer, sizeof buffer) : 0;
        sent += done > 0 ? (unsigned long)done : 0;
        poll(&ready, 1, 2);
        done = read(server, buffer, sizeof buffer);
        if (done == 0 || (done < 0 && errno != EAGAIN))
            return printf("lost after %lu: %s\n", received, done == 0 ? "end of stream" : strerror(errno)), 1;
        for (ssize_t i = 0; i < done; i++, received++)
            if (buffer[i] != byte_at(received))
                return printf("wrong byte at %lu\n", received), 1;
        if (time(NULL) != said) {
            said = time(NULL);
            printf("%lu\n", received);
            fflush(stdout);
        }
    }
}

static void say(unsigned long count)
{
    static time_t said;
    if (time(NULL) != said) {
        said = time(NULL);
        printf("%lu\n", count);
        fflush(stdout);
    }
}

static int connected(const char *address, const char *port)
{
    struct sockaddr_in end = endpoint(address, port);
    struct timeval patience = { .tv_sec = 60 };
    int server = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return connect(server, (struct sockaddr *)&end, sizeof end) == 0 ? server : -1;
}

/* Has a Redis count over one connection, and looks that it neither skips nor repeats; says how far it is. */
static int increments(const char *address, const char *port)
{
    static const char command[] = "INCR counter\r\n";
    int server = connected(address, port);
    for (unsigned long n = 1;; n++) {
        char answer[64], expected[64];
        int length = snprintf(expected, sizeof expected, ":%lu\r\n", n);
        if (write(server, command, sizeof command - 1) != sizeof command - 1 ||
            recv(server, answer, (size_t)length, MSG_WAITALL) != length || memcmp(answer, expected, (size_t)length) != 0)
            return printf("lost at %lu: %s\n", n, strerror(errno)), 1;
        say(n);
    }
}

/* Asks an HTTP server for / again and again, each time over a new connection; says how many answers were whole. */
static int requests(const char *address, const char *port)
{
    static const char request[] = "GET / HTTP/1.0\r\n\r\n";
    long first = 0;
    for (unsigned long n = 1;; n++) {
        static char answer[1 << 20];
        long length = 0;
        ssize_t got;
        int server = connected(address, port);
        if (server < 0 || write(server, request, sizeof request - 1) != sizeof request - 1)
            return printf("no connection %lu: %s\n", n, strerror(errno)), 1;
        while ((got = read(server, answer + length, sizeof answer - (size_t)length)) > 0)
            length += got;
        first = n == 1 ? length : first;
        if (got < 0 || length == 0 || length != first || strstr(answer, " 200 OK") == NULL)
            return printf("lost at %lu after %ld bytes: %s\n", n, length, strerror(errno)), 1;
        close(server);
        say(n);
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "echo") == 0)
        return echo(argv[2]);
    if (argc == 4 && strcmp(argv[1], "stream") == 0)
        return stream(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "increments") == 0)
        return increments(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "requests") == 0)
        return requests(argv[2], argv[3]);
    if (argc == 3 && strcmp(argv[1], "lock") == 0)
        return lock(argv[2]);
    if (argc == 3 && strcmp(argv[1], "map") == 0)
        return map(argv[2]);
    if (argc == 2 && strcmp(argv[1], "threads") == 0)
        return threads();
    fputs("usage: workload lock FILE | map FILE | threads | echo PORT |\n"
          "       stream | increments | requests ADDRESS PORT\n", stderr);
    return 2;
}
