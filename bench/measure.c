/* Runs one command and appends one line of figures about it to a file:
 *   wall_us  cpu_us  peak_kib  tree_peak_kib  written_bytes  status
 * cpu_us, tree_peak_kib and written_bytes count the command with all descendants that were waited for; peak_kib is the
 * command's own process (VmHWM of /proc/PID/status, looked at every 2 ms). written_bytes is what they made dirty on
 * file systems with a disk beneath (write_bytes of /proc/PID/io, handed up when a child is waited for): tmpfs is free,
 * and a file that was deleted before it reached the disk counts all the same.
 *   measure OUT COMMAND [ARGUMENT...]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(125);
}

static long long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* The number behind "name:" in a file of /proc; -1 when the process or its memory is gone. */
static long long number_in(const char *path, const char *name)
{
    FILE *file = fopen(path, "re");
    long long value = -1;
    char line[256];
    if (!file) {
        return -1;
    }
    while (value < 0 && fgets(line, sizeof line, file)) {
        if (!strncmp(line, name, strlen(name))) {
            value = strtoll(line + strlen(name), NULL, 10);
        }
    }
    fclose(file);
    return value;
}

static long long written_bytes(void)
{
    return number_in("/proc/self/io", "write_bytes:");
}

static long long to_us(struct timeval t)
{
    return t.tv_sec * 1000000LL + t.tv_usec;
}

int main(int argc, char **argv)
{
    char status_path[64];
    long long peak_kib = 0;
    struct rusage usage;
    int status;
    pid_t child;
    FILE *out;

    if (argc < 3) {
        fprintf(stderr, "usage: measure OUT COMMAND [ARGUMENT...]\n");
        return 2;
    }

    long long written_before = written_bytes();
    long long start = now_us();
    errno = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
    if (errno) {
        die(argv[2]);
    }
    struct pollfd end = { .fd = syscall(SYS_pidfd_open, child, 0), .events = POLLIN };
    if (end.fd < 0) {
        die("pidfd_open");
    }
    snprintf(status_path, sizeof status_path, "/proc/%d/status", child);
    while (poll(&end, 1, 2) <= 0) {
        long long peak = number_in(status_path, "VmHWM:");
        peak_kib = peak > peak_kib ? peak : peak_kib;
    }
    long long wall = now_us() - start;
    if (wait4(child, &status, 0, &usage) < 0) {
        die("wait4");
    }

    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    out = fopen(argv[1], "ae");
    if (!out) {
        die(argv[1]);
    }
    fprintf(out, "%lld\t%lld\t%lld\t%ld\t%lld\t%d\n", wall, to_us(usage.ru_utime) + to_us(usage.ru_stime), peak_kib,
        usage.ru_maxrss, written_bytes() - written_before, code);
    if (fclose(out)) {
        die(argv[1]);
    }
    return code;
}
