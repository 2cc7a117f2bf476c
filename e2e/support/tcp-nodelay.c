/*
 * For LD_PRELOAD: every TCP connection that a program opens or accepts sends at once (TCP_NODELAY).
 *
 * The inspector of WebKitGTK writes each message in small pieces and leaves Nagle's algorithm on, which holds the second
 * piece back until the first is acknowledged; Linux acknowledges a lone piece after 40 ms. A click is four messages.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static int send_at_once(int fd) {
  const int on = 1;
  /* What is no TCP socket says no, and stays as it is. */
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int socket(int domain, int type, int protocol) {
  static int (*next)(int, int, int);
  if (!next) next = dlsym(RTLD_NEXT, "socket");
  return send_at_once(next(domain, type, protocol));
}

int accept(int listener, struct sockaddr *address, socklen_t *length) {
  static int (*next)(int, struct sockaddr *, socklen_t *);
  if (!next) next = dlsym(RTLD_NEXT, "accept");
  return send_at_once(next(listener, address, length));
}

int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags) {
  static int (*next)(int, struct sockaddr *, socklen_t *, int);
  if (!next) next = dlsym(RTLD_NEXT, "accept4");
  return send_at_once(next(listener, address, length, flags));
}
