// The one table of expected failures: code, name, Italian sentence for people, HTTP status.
// Owned by base. Pure data, any thread. A new failure is a new row in error.cpp, never a string
// invented at the place where it happens.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace digipro {

enum class ErrorCode {
  invalid_input,  // a value that cannot be right; see Error::fields for where
  malformed,      // bytes that are not what they claim to be (JSON, multipart, URL)
  not_found,
  gone,  // it existed, and has expired or was withdrawn
  forbidden,
  unauthenticated,
  wrong_credentials,
  account_locked,
  csrf_missing,
  method_not_allowed,
  conflict,              // somebody changed it first
  idempotency_mismatch,  // the same key with another request
  already_done,          // the step asked for has been taken already
  too_large,
  unsupported_type,
  virus_found,
  too_many_requests,
  timeout,
  limit_exceeded,  // a limit of ours (steps, depth, nodes) stopped the work
  read_only,       // the ente is read-only after a storage failure
  lease_lost,      // another node holds the ente
  newer_store,     // the store was written by a newer program
  storage_failed,
  integrity_broken,  // a hash or a chain does not match
  outside_failed,    // a program or server outside refused or did not answer
  configuration,     // the settings are wrong
  definition,        // a service package, form, process or expression is wrong
  internal,
};

// One problem of one input field, shown beside it and in the summary on top.
struct FieldProblem {
  std::string field;     // the field's name in the form
  std::string sentence;  // Italian, says what is wrong and what to do
};

// `detail` is for the log and for operators (never personal data); people read `sentence()`.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;
  std::vector<FieldProblem> fields;

  std::string_view sentence() const;  // Italian, ends with a full stop
  std::string_view name() const;      // "not_found": the metric's label and the API's type
  int http_status() const;
};

Error fail(ErrorCode code, std::string detail = {});

struct ErrorRow {
  ErrorCode code;
  std::string_view name;
  std::string_view sentence;
  int http_status;
};
// The row of a code. Every code has exactly one (asserted by error_test).
const ErrorRow& error_row(ErrorCode code);

}  // namespace digipro
