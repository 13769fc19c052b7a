/*
 * Preloaded into one gantry process, which it ends by SIGKILL at an exact point of its work. GANTRY_KILL_AT names it:
 *   commit:N    just after the N-th transaction has become durable and visible: a step is on record, nothing else done
 *   unwritten:N just before the N-th transaction becomes durable: what came before is done, the record is not
 *   child:N     just after the N-th child process was started, which lives on
 * SQLite syncs its write-ahead log once a transaction, and takes its lock on the shared memory back right after.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_due; /* the N-th transaction is durable; its lock is not given back yet */

/* Whether this is the N-th call for this kind of point. */
static int is_point(const char *kind)
{
    static int count;
    const char *wanted = getenv("GANTRY_KILL_AT");
    size_t length = strlen(kind);
    return wanted != NULL && strncmp(wanted, kind, length) == 0 && wanted[length] == ':'
        && __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == atoi(wanted + length + 1);
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static int is_log(int descriptor)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

int fsync(int descriptor)
{
    int (*real)(int) = dlvsym(RTLD_NEXT, "fsync", "GLIBC_2.2.5");
    if (!is_log(descriptor))
        return real(descriptor);
    if (is_point("unwritten"))
        die();
    int result = real(descriptor);
    if (is_point("commit"))
        is_due = 1;
    return result;
}

int fcntl64(int descriptor, int command, ...)
{
    int (*real)(int, int, ...) = dlvsym(RTLD_NEXT, "fcntl64", "GLIBC_2.28");
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    int result = real(descriptor, command, argument);
    if (is_due && command == F_SETLK && ((struct flock *)argument)->l_type == F_UNLCK)
        die();
    return result;
}

int posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[],
                char *const[]) = dlvsym(RTLD_NEXT, "posix_spawn", "GLIBC_2.15");
    int result = real(child, path, actions, attributes, argv, environment);
    if (is_point("child"))
        die();
    return result;
}

/* Native code may look its functions up by name, which preloading alone does not change. */
void *dlsym(void *restrict library, const char *restrict name)
{
    void *(*real)(void *, const char *) = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    return strcmp(name, "posix_spawn") == 0 ? (void *)posix_spawn : real(library, name);
}
