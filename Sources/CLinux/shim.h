// Linux calls that Swift's Glibc module hides or cannot import. Nothing else belongs in this file.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>
#include <errno.h>

// Declared by hand: _GNU_SOURCE would show them, but also give system types another layout than the
// Glibc module has.
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int sched_getaffinity(pid_t pid, size_t size, void *set);

static inline int clinux_accept(int fd, struct sockaddr *address, socklen_t *length) {
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int clinux_name_this_thread(const char *name) {
    return pthread_setname_np(pthread_self(), name);
}

// The processors that this process may run on (a container's share), not those of the machine.
static inline int clinux_processors(void) {
    unsigned long set[64] = {0};  // 4,096 processors
    if (sched_getaffinity(0, sizeof set, set) != 0) return 1;
    int count = 0;
    for (int i = 0; i < 64; i++) count += __builtin_popcountl(set[i]);
    return count > 0 ? count : 1;
}

// Bytes that the peer has not acknowledged yet (tcp(7), SIOCOUTQ); -1 when it cannot be known.
static inline int clinux_unacknowledged(int fd) {
    int count = 0;
    return ioctl(fd, SIOCOUTQ, &count) == 0 ? count : -1;
}

// Bytes in the receive buffer (tcp(7), SIOCINQ); -1 when it cannot be known.
static inline int clinux_unread(int fd) {
    int count = 0;
    return ioctl(fd, SIOCINQ, &count) == 0 ? count : -1;
}

// A socket filter that lets nothing in: a listener keeps its queue but gets no new connection
// (socket(7), SO_ATTACH_FILTER; one instruction: return 0 bytes of the packet).
static inline int clinux_let_nothing_in(int fd) {
    struct sock_filter nothing[] = {{BPF_RET | BPF_K, 0, 0, 0}};
    struct sock_fprog program = {1, nothing};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}
