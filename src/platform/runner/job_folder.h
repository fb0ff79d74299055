// The folder of one job: made with the job's files in it, read by name afterwards, removed with
// everything in it when this object goes. What the program left there is hostile: links are not
// followed, only plain files are read. Not durable on purpose. One thread. Internal to the runner.
#pragma once
#include <map>
#include <string>

#include "base/result.h"

namespace digipro::runner {

class JobFolder {
 public:
  // `owner`: the user that the program will run as, or -1 for ourselves.
  static Result<JobFolder> make(const std::string& parent, int owner,
                                const std::map<std::string, std::string>& files);
  ~JobFolder();
  JobFolder(JobFolder&& other) noexcept;
  JobFolder& operator=(JobFolder&&) = delete;

  const std::string& path() const { return path_; }
  // not_found when there is no plain file of this name, too_large beyond `bytes_max`.
  Result<std::string> read(const std::string& name, int64_t bytes_max) const;

 private:
  explicit JobFolder(std::string path) : path_(std::move(path)) {}
  Status write(const std::string& name, const std::string& bytes) const;
  std::string path_;
};

bool is_plain_name(const std::string& name);

// Folders that a program killed half way has left in `parent`: what strangers wrote lies in them.
// Those of running jobs stay: a job lives for minutes, these are older than an hour.
void remove_stale_job_folders(const std::string& parent);

}  // namespace digipro::runner
