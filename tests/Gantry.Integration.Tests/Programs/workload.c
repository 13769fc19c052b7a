/* Workloads a shell cannot be: file locks and threads. Built statically by the tests, run inside containers. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "lock") == 0)
        return lock(argv[2]);
    if (argc == 2 && strcmp(argv[1], "threads") == 0)
        return threads();
    fputs("usage: workload lock FILE | threads\n", stderr);
    return 2;
}
