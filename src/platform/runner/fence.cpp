#include "platform/runner/fence.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace digipro::runner {
namespace {

// No socket at all, whatever the family: no network, no database, no bus. Nothing that leaves the
// process group, since the group is what gets killed. Nothing that reaches into other processes.
constexpr const char* forbidden_calls[] = {
    "socket",
    "setsid",
    "setpgid",
    "kill",
    "tkill",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "pidfd_send_signal",
    "pidfd_open",
    "pidfd_getfd",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "mount",
    "umount2",
    "mount_setattr",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "quotactl",
    "syslog",
    "open_by_handle_at",
    "personality",
    "iopl",
    "ioperm",
    "msgget",
    "semget",
    "shmget",
};
constexpr uint64_t new_namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID |
                                    CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ALLOW)) {}
  ~Filter() {
    if (context_ != nullptr) seccomp_release(context_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  // Calls that this libseccomp does not know cannot be named; old kernels do not have them either.
  bool forbid(const char* call) {
    const int number = seccomp_syscall_resolve_name(call);
    return number == __NR_SCMP_ERROR ||
           seccomp_rule_add(context_, SCMP_ACT_ERRNO(EPERM), number, 0) == 0;
  }
  // glibc falls back to clone, whose flags can be seen by a filter.
  bool hide_clone3() {
    return seccomp_rule_add(context_, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
  }
  bool forbid_clone(uint64_t flags_mask, uint64_t flags) {
    const scmp_arg_cmp condition = SCMP_A0_64(SCMP_CMP_MASKED_EQ, flags_mask, flags);
    return seccomp_rule_add(context_, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, condition) == 0;
  }
  bool forbid_namespaces() {
    for (uint64_t bit = 1; bit <= new_namespaces; bit <<= 1) {
      if ((new_namespaces & bit) != 0 && !forbid_clone(bit, bit)) return false;
    }
    return true;
  }
  std::vector<sock_filter> compiled() const {
    const int memory = memfd_create("filter", MFD_CLOEXEC);
    std::vector<sock_filter> program;
    struct stat facts{};
    if (memory >= 0 && seccomp_export_bpf(context_, memory) == 0 && fstat(memory, &facts) == 0) {
      program.resize(static_cast<size_t>(facts.st_size) / sizeof(sock_filter));
      const size_t bytes = program.size() * sizeof(sock_filter);
      if (pread(memory, program.data(), bytes, 0) != static_cast<ssize_t>(bytes)) program.clear();
    }
    if (memory >= 0) close(memory);
    return program;
  }
  bool is_ready() const { return context_ != nullptr; }

 private:
  scmp_filter_ctx context_;
};

constexpr uint64_t may_read =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t all_of_first_version = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
// Linux 6.2 and 6.12; Debian 12's header is older than many kernels it meets.
constexpr uint64_t access_truncate = 1ULL << 14;
constexpr uint64_t scope_abstract_sockets = 1ULL << 0;
constexpr uint64_t scope_signals = 1ULL << 1;

struct RulesetAttributes {
  uint64_t handled_files;
  uint64_t handled_network;
  uint64_t scoped;
};

long landlock_version() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

void allow(int rules, const char* path, uint64_t access) {
  const int folder = open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return;  // not on this system
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = folder;
  syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(folder);
}

}  // namespace

Result<std::vector<sock_filter>> prepare_filter(bool may_fork) {
  Filter filter;
  bool is_complete = filter.is_ready() && filter.hide_clone3() && filter.forbid_namespaces();
  for (const char* call : forbidden_calls) is_complete = is_complete && filter.forbid(call);
  if (!may_fork) {
    is_complete = is_complete && filter.forbid("fork") && filter.forbid("vfork") &&
                  filter.forbid_clone(CLONE_THREAD, 0);
  }
  auto program = is_complete ? filter.compiled() : std::vector<sock_filter>();
  if (program.empty()) return refuse(ErrorCode::configuration, "no seccomp filter can be made");
  return program;
}

bool has_landlock() {
  return landlock_version() >= 1;
}

int prepare_rules(const std::string& folder) {
  const long version = landlock_version();
  if (version < 1) return -1;
  RulesetAttributes attributes{all_of_first_version, 0, 0};
  size_t size = sizeof(attributes.handled_files);
  if (version >= 3) attributes.handled_files |= access_truncate;
  if (version >= 6) {
    attributes.scoped = scope_abstract_sockets | scope_signals;
    size = sizeof(attributes);
  }
  const int rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
  if (rules < 0) return -1;
  fcntl(rules, F_SETFD, FD_CLOEXEC);
  allow(rules, folder.c_str(), attributes.handled_files);
  for (const char* path : {"/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/fonts",
                           "/etc/alternatives", "/var/cache/fontconfig", "/var/lib/fontconfig"}) {
    allow(rules, path, may_read);
  }
  for (const char* path :
       {"/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/dev/urandom", "/dev/zero"}) {
    allow(rules, path, LANDLOCK_ACCESS_FS_READ_FILE);
  }
  allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
  return rules;
}

int enter_fence(const sock_fprog& filter, int rules) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  if (rules >= 0 && syscall(SYS_landlock_restrict_self, rules, 0) != 0) return errno;
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) return errno;
  return 0;
}

}  // namespace digipro::runner
