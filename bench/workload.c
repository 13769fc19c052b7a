/* What the benchmark checkpoints; the same bytes every time.
 *   workload memory MIB         fills MIB of memory, prints "ready", then "intact" (or "damaged") for each SIGUSR1
 *   workload files KIND FOLDER  makes the folder and writes
 *     mixed    8,000 small files and 4 of 128 MiB, 1 GiB in all
 *     small    50,000 of 0.5 to 8.5 KiB
 *     large    4 of 1 GiB
 *     sparse   one of 8 GiB with 64 MiB of data
 *     changes  10,000 of 0.5 to 8.5 KiB
 * Half of each is random, half compresses like text.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, SMALL_FILES = 8000, PER_FOLDER = 100, LARGE_FILES = 4, CHUNK_PAGES = 256 };
static const long long LARGE_BYTES = 128LL << 20;

static uint64_t seed;

static uint64_t next(void)
{
    /* xorshift64*: Vigna 2016. */
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * 0x2545F4914F6CDD1DULL;
}

static void fill_random(unsigned char *page)
{
    for (int i = 0; i < PAGE; i += 8) {
        uint64_t n = next();
        memcpy(page + i, &n, 8);
    }
}

static void fill_text(unsigned char *page)
{
    static const char words[16][8] = {
        "volume ", "memory ", "freeze ", "thaw\n", "page ", "socket ", "a ", "the ",
        "restore", " = ", "0x00", "process", " and ", "file.c:", "kernel ", "of ",
    };
    int at = 0;
    while (at < PAGE) {
        uint64_t n = next();
        for (int i = 0; i < 16 && at < PAGE; i++, n >>= 4) {
            const char *word = words[n & 15];
            int length = (int)strnlen(word, 8);
            length = length < PAGE - at ? length : PAGE - at;
            memcpy(page + at, word, length);
            at += length;
        }
    }
}

/* Each page by its number alone, so that any can be made again. */
static void fill_page(unsigned char *page, uint64_t number)
{
    seed = (number + 1) * 0x9E3779B97F4A7C15ULL;
    if (number % 2) {
        fill_random(page);
    } else {
        fill_text(page);
    }
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static volatile sig_atomic_t asked;

static void ask(int number)
{
    (void)number;
    asked = 1;
}

static void memory(long mib)
{
    uint64_t pages = (uint64_t)mib * (1 << 20) / PAGE;
    unsigned char expected[PAGE];
    sigset_t usr1, before;
    unsigned char *area = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) {
        die("mmap");
    }
    for (uint64_t i = 0; i < pages; i++) {
        fill_page(area + i * PAGE, i);
    }

    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, &before);
    signal(SIGUSR1, ask);
    puts("ready");
    fflush(stdout);
    for (;;) {
        while (!asked) {
            sigsuspend(&before);
        }
        asked = 0;
        int intact = 1;
        for (uint64_t i = 0; i < pages && intact; i++) {
            fill_page(expected, i);
            intact = !memcmp(area + i * PAGE, expected, PAGE);
        }
        puts(intact ? "intact" : "damaged");
        fflush(stdout);
    }
}

static void write_file(const char *path, long long bytes, uint64_t first_page)
{
    static unsigned char chunk[CHUNK_PAGES * PAGE];
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) {
        die(path);
    }
    while (bytes > 0) {
        size_t count = bytes < (long long)sizeof chunk ? (size_t)bytes : sizeof chunk;
        for (size_t i = 0; i * PAGE < count; i++) {
            fill_page(chunk + i * PAGE, first_page++);
        }
        if (write(file, chunk, count) != (ssize_t)count) {
            die(path);
        }
        bytes -= (long long)count;
    }
    close(file);
}

static void make_folder(const char *path)
{
    if (mkdir(path, 0755)) {
        die(path);
    }
}

/* Files of LEAST to LEAST + SPREAD bytes, PER_FOLDER of them in a folder. Returns the page after the last. */
static uint64_t small_files(const char *folder, int count, long long least, long long spread)
{
    char path[4096];
    uint64_t page = 0;
    for (int i = 0; i < count; i++) {
        if (i % PER_FOLDER == 0) {
            snprintf(path, sizeof path, "%s/%02d", folder, i / PER_FOLDER);
            make_folder(path);
        }
        snprintf(path, sizeof path, "%s/%02d/%04d", folder, i / PER_FOLDER, i);
        seed = i + 1;
        next();
        write_file(path, least + (long long)(next() % spread), page);
        page += (least + spread) / PAGE + 1;
    }
    return page;
}

static void large_files(const char *folder, int count, long long bytes, uint64_t page)
{
    char path[4096];
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/large-%d", folder, i);
        write_file(path, bytes, page);
        page += bytes / PAGE;
    }
}

/* 8 GiB with 64 MiB of data, 1 MiB at the end of each 128 MiB. */
static void sparse_file(const char *folder)
{
    static unsigned char chunk[CHUNK_PAGES * PAGE];
    char path[4096];
    uint64_t page = 0;
    snprintf(path, sizeof path, "%s/sparse", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) {
        die(path);
    }
    for (off_t end = 128 << 20; end <= 8LL << 30; end += 128 << 20) {
        for (size_t done = 0; done < 1 << 20; done += sizeof chunk) {
            for (int i = 0; i < CHUNK_PAGES; i++) {
                fill_page(chunk + i * PAGE, page++);
            }
            if (pwrite(file, chunk, sizeof chunk, end - (1 << 20) + (off_t)done) != sizeof chunk) {
                die(path);
            }
        }
    }
    close(file);
}

static int files(const char *kind, const char *folder)
{
    make_folder(folder);
    if (!strcmp(kind, "mixed")) {
        /* 1 to 130 KiB, 64 KiB on average: 512 MiB together, and 512 MiB in large ones. */
        large_files(folder, LARGE_FILES, LARGE_BYTES, small_files(folder, SMALL_FILES, 1024, 130 * 1024));
    } else if (!strcmp(kind, "small")) {
        small_files(folder, 50000, 512, 8 * 1024);
    } else if (!strcmp(kind, "large")) {
        large_files(folder, 4, 1LL << 30, 0);
    } else if (!strcmp(kind, "sparse")) {
        sparse_file(folder);
    } else if (!strcmp(kind, "changes")) {
        small_files(folder, 10000, 512, 8 * 1024);
    } else {
        return 2;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "memory")) {
        memory(atol(argv[2]));
    }
    if (argc == 4 && !strcmp(argv[1], "files")) {
        return files(argv[2], argv[3]);
    }
    fprintf(stderr, "usage: workload memory MIB | files mixed|small|large|sparse|changes FOLDER\n");
    return 2;
}
