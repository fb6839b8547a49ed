// Preloaded before libfaketime, which changes the clock but not how long C's own threads wait by it: their deadlines
// are turned back into true time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/syscall.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const struct timespec* until) {
  int (*wait)(cnd_t*, mtx_t*, const struct timespec*) = dlsym(RTLD_NEXT, "cnd_timedwait");
  struct timespec shown;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &shown);
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
  struct timespec truly = *until;
  truly.tv_sec += now.tv_sec - shown.tv_sec;
  return wait(condition, mutex, &truly);
}
