/*
 * Stands between a process and the C library (LD_PRELOAD) and sees every step by which files under one folder change on the disk.
 *
 *   WINNOW_SHIM_WATCH    the folder, canonical; without it nothing here does anything
 *   WINNOW_SHIM_CONTROL  a file of `struct control`, shared with whoever wrote it: which step fails, and how
 *   WINNOW_SHIM_TRACE    a file to which every step is appended, for `trace.ts` to replay; none = no trace
 *
 * A step is a write, an fsync, a change of length, a rename or an unlink. Files named `-shm` are left out: SQLite makes that index anew
 * from the log whenever no process has it open. Of files opened, only that they were made or emptied is traced.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum action { NOTHING = 0, KILL = 1, TEAR_AND_KILL = 2, ENOSPC_ONCE = 3, ENOSPC_FROM = 4, EIO_ONCE = 5, EIO_FROM = 6 };

struct control {
  int64_t steps;  /* so far */
  int64_t at;     /* the step at which the action is due, from 1 on; 0 = never */
  int64_t action;
  int64_t hits;   /* steps that failed */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct control *control = NULL;
static char watch[PATH_MAX];
static size_t watch_length = 0;
static int trace = -1;

/* The kernel's own calls, so that what the shim itself writes is not seen by it. */
static ssize_t raw_write(int fd, const void *data, size_t length) { return syscall(SYS_write, fd, data, length); }
static ssize_t raw_pwrite(int fd, const void *data, size_t length, off_t offset) { return syscall(SYS_pwrite64, fd, data, length, offset); }

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("WINNOW_SHIM_WATCH");
  const char *file = getenv("WINNOW_SHIM_CONTROL");
  const char *trace_file = getenv("WINNOW_SHIM_TRACE");
  if (folder == NULL || file == NULL || strlen(folder) >= PATH_MAX) return;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  control = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (control == MAP_FAILED) { control = NULL; return; }
  if (trace_file != NULL) trace = (int)syscall(SYS_openat, AT_FDCWD, trace_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  strcpy(watch, folder);
  watch_length = strlen(watch);
}

static int watched_path(const char *path) {
  if (control == NULL || strncmp(path, watch, watch_length) != 0 || path[watch_length] != '/') return 0;
  size_t length = strlen(path);
  return !(length > 4 && strcmp(path + length - 4, "-shm") == 0) && strstr(path, " (deleted)") == NULL;
}

/* The path of an open file; 0 = not one of those watched. The folder itself counts: an fsync of it makes names durable. */
static int watched_fd(int fd, char *path) {
  if (control == NULL) return 0;
  int kept = errno;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  errno = kept;
  if (length < 0) return 0;
  path[length] = 0;
  return watched_path(path) || strcmp(path, watch) == 0;
}

static void note(char op, const char *path, const char *other, uint64_t offset, const void *data, uint64_t length) {
  if (trace < 0) return;
  char head[26 + 2 * PATH_MAX];
  uint32_t path_length = (uint32_t)strlen(path), other_length = other == NULL ? 0 : (uint32_t)strlen(other);
  uint64_t body = data == NULL ? 0 : length;
  head[0] = op;
  memcpy(head + 1, &path_length, 4);
  memcpy(head + 5, &other_length, 4);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &body, 8);
  memcpy(head + 25, path, path_length);
  memcpy(head + 25 + path_length, other == NULL ? "" : other, other_length);
  raw_write(trace, head, 25 + path_length + other_length);
  if (body > 0) raw_write(trace, data, body);
}

static void die(void) {
  raise(SIGKILL);
  for (;;) pause();
}

/* Counts a step. 0 = go on; an errno = fail with it; -1 = do half of it, then die; -2 = do half of it. */
static int due(int can_be_halved) {
  control->steps += 1;
  if (control->at == 0 || control->steps < control->at) return 0;
  int first = control->steps == control->at;
  switch (control->action) {
    case KILL: if (first) die(); return 0;
    case TEAR_AND_KILL: if (first && !can_be_halved) die(); return first ? -1 : 0;
    case ENOSPC_ONCE: if (!first) return 0; control->hits += 1; return ENOSPC;
    /* A disk that fills up takes a part of what is written first. */
    case ENOSPC_FROM: control->hits += 1; return first && can_be_halved ? -2 : ENOSPC;
    case EIO_ONCE: if (!first) return 0; control->hits += 1; return EIO;
    case EIO_FROM: control->hits += 1; return EIO;
    default: return 0;
  }
}

static ssize_t step_write(int fd, const char *path, const char *data, size_t length, off_t offset, int at_offset) {
  pthread_mutex_lock(&lock);
  off_t where = offset;
  if (!at_offset) {
    struct stat about;
    where = (fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &about) == 0 ? about.st_size : lseek(fd, 0, SEEK_CUR);
  }
  int fate = due(length > 1);
  if (fate < 0) length /= 2;
  ssize_t done = -1;
  int error = fate > 0 ? fate : 0;
  if (fate <= 0) {
    done = at_offset ? raw_pwrite(fd, data, length, offset) : raw_write(fd, data, length);
    if (done < 0) error = errno;
    else note('W', path, NULL, (uint64_t)where, data, (uint64_t)done);
  }
  if (fate == -1) die();
  pthread_mutex_unlock(&lock);
  if (error != 0) errno = error;
  return done;
}

ssize_t write(int fd, const void *data, size_t length) {
  char path[PATH_MAX];
  return watched_fd(fd, path) ? step_write(fd, path, data, length, 0, 0) : raw_write(fd, data, length);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  char path[PATH_MAX];
  return watched_fd(fd, path) ? step_write(fd, path, data, length, offset, 1) : raw_pwrite(fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwrite(fd, data, length, offset); }

/* Short writes are allowed: the first part alone, and callers go on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  if (!watched_fd(fd, path)) return syscall(SYS_writev, fd, parts, count);
  return count == 0 ? 0 : step_write(fd, path, parts[0].iov_base, parts[0].iov_len, 0, 0);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  char path[PATH_MAX];
  if (!watched_fd(fd, path)) return syscall(SYS_pwritev, fd, parts, count, offset, 0);
  return count == 0 ? 0 : step_write(fd, path, parts[0].iov_base, parts[0].iov_len, offset, 1);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

/* A step that is done whole or not at all. */
#define WHOLE_STEP(CALL, NOTE)                \
  pthread_mutex_lock(&lock);                  \
  int fate = due(0);                          \
  int done = -1, error = fate > 0 ? fate : 0; \
  if (fate <= 0) {                            \
    done = (int)(CALL);                       \
    if (done < 0) error = errno;              \
    else { NOTE; }                            \
  }                                           \
  pthread_mutex_unlock(&lock);                \
  if (error != 0) errno = error;              \
  return done;

int ftruncate(int fd, off_t length) {
  char path[PATH_MAX];
  if (!watched_fd(fd, path)) return (int)syscall(SYS_ftruncate, fd, length);
  WHOLE_STEP(syscall(SYS_ftruncate, fd, length), note('T', path, NULL, (uint64_t)length, NULL, 0))
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int fsync(int fd) {
  char path[PATH_MAX];
  if (!watched_fd(fd, path)) return (int)syscall(SYS_fsync, fd);
  WHOLE_STEP(syscall(SYS_fsync, fd), note('S', path, NULL, 0, NULL, 0))
}

int fdatasync(int fd) {
  char path[PATH_MAX];
  if (!watched_fd(fd, path)) return (int)syscall(SYS_fdatasync, fd);
  WHOLE_STEP(syscall(SYS_fdatasync, fd), note('S', path, NULL, 0, NULL, 0))
}

int rename(const char *from, const char *to) {
  if (!watched_path(from) && !watched_path(to)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  WHOLE_STEP(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0), note('R', from, to, 0, NULL, 0))
}

int unlink(const char *path) {
  if (!watched_path(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  WHOLE_STEP(syscall(SYS_unlinkat, AT_FDCWD, path, 0), note('U', path, NULL, 0, NULL, 0))
}

static int open_and_note(int folder, const char *name, int flags, mode_t mode) {
  int interesting = control != NULL && (flags & (O_CREAT | O_TRUNC)) != 0;
  if (!interesting) return (int)syscall(SYS_openat, folder, name, flags, mode);
  pthread_mutex_lock(&lock);
  int fd = (int)syscall(SYS_openat, folder, name, flags, mode);
  char path[PATH_MAX];
  if (fd >= 0 && watched_fd(fd, path)) note('O', path, NULL, (flags & O_TRUNC) != 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE_OF(FLAGS)                          \
  mode_t mode = 0;                              \
  if ((FLAGS) & (O_CREAT | O_TMPFILE)) {        \
    va_list rest;                               \
    va_start(rest, FLAGS);                      \
    mode = (mode_t)va_arg(rest, unsigned int);  \
    va_end(rest);                               \
  }

int open(const char *name, int flags, ...) { MODE_OF(flags) return open_and_note(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE_OF(flags) return open_and_note(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE_OF(flags) return open_and_note(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE_OF(flags) return open_and_note(folder, name, flags | O_LARGEFILE, mode); }
