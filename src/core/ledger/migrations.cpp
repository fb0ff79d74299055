#include "core/ledger/migrations.h"

namespace digipro::ledger {
namespace {

constexpr const char* head_and_journal = R"sql(
-- One row: where the store stands. Every commit updates it, so two writers can never both succeed.
CREATE TABLE head(
  id BIGINT PRIMARY KEY CHECK (id = 1),
  last_seq BIGINT NOT NULL,      -- of the journal; 0 when it is empty
  last_hash BLOB,                -- of the journal's last entry; NULL when there is none
  epoch BIGINT NOT NULL,         -- grows whenever a process takes the store
  node TEXT NOT NULL,            -- name of the process that holds the lease
  lease_until BIGINT NOT NULL,   -- microseconds; 0 when it was given back
  guard BIGINT NOT NULL CHECK (guard = 1)  -- set to 0 by a writer that was overtaken: it fails
);
INSERT INTO head(id, last_seq, last_hash, epoch, node, lease_until, guard)
  VALUES(1, 0, NULL, 0, '', 0, 1);

-- Gapless numbers: "protocollo/AOO1/2026". Held in memory by the writer, written with each batch.
CREATE TABLE counter(
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL          -- the last number given
);

-- Append-only, hash-chained (core/journal/journal.h says how). Optional texts are ''.
CREATE TABLE journal(
  seq BIGINT PRIMARY KEY,        -- 1, 2, 3 ... without gaps
  at BIGINT NOT NULL,            -- microseconds
  command TEXT NOT NULL,
  person TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  pratica TEXT,                  -- NULL when the entry belongs to no case
  visibility BIGINT NOT NULL,    -- 0 internal, 1 parties
  facts TEXT NOT NULL,           -- canonical JSON, no personal data
  payload_hash BLOB,             -- SHA-256(salt, payload); NULL when there never was a payload
  hash BLOB NOT NULL
);
CREATE INDEX journal_pratica ON journal(pratica, seq) WHERE pratica IS NOT NULL;

-- The personal part of an entry. Erased by deleting the row: the chain holds its salted hash only.
CREATE TABLE journal_payload(
  seq BIGINT PRIMARY KEY,
  subject TEXT NOT NULL,
  salt BLOB NOT NULL,
  payload TEXT NOT NULL          -- canonical JSON
);
CREATE INDEX journal_payload_subject ON journal_payload(subject, seq);

-- Answers already given, so that a repeated request changes nothing.
CREATE TABLE idempotency(
  person TEXT NOT NULL,          -- '' when nobody is logged in
  request_key TEXT NOT NULL,
  request_hash BLOB NOT NULL,    -- SHA-256 of command and fingerprint
  answer TEXT NOT NULL,          -- JSON
  at BIGINT NOT NULL,            -- microseconds
  PRIMARY KEY(person, request_key)
);
)sql";

constexpr const char* outbox_timer_incident = R"sql(
-- Effects to be done outside, written by Tx::enqueue, run by core/outbox.
CREATE TABLE outbox(
  id TEXT PRIMARY KEY,           -- Uuid v7: sorted by the time of enqueuing
  kind TEXT NOT NULL,            -- "posta.mail": chooses the handler
  job_key TEXT NOT NULL,         -- idempotency key, unique within the kind
  payload TEXT NOT NULL,         -- JSON
  state TEXT NOT NULL,           -- 'waiting', 'done' or 'incident'
  attempts BIGINT NOT NULL,      -- tries that have failed so far
  due_at BIGINT NOT NULL,        -- microseconds; not run before
  problem TEXT,                  -- detail of the last failure
  created_at BIGINT NOT NULL,    -- microseconds
  done_at BIGINT,                -- microseconds; NULL until state is 'done'
  UNIQUE(kind, job_key)
);
-- For "WHERE state = 'waiting' AND due_at <= ?", which must be written just so.
CREATE INDEX outbox_due ON outbox(due_at) WHERE state = 'waiting';

-- Moments at which a command is due, written by Tx::schedule, fired by core/scheduler.
CREATE TABLE timer(
  kind TEXT NOT NULL,            -- "casework.timer": chooses the handler
  timer_key TEXT NOT NULL,       -- unique within the kind: a second schedule moves the timer
  due_at BIGINT NOT NULL,        -- microseconds
  payload TEXT NOT NULL,         -- JSON
  attempts BIGINT NOT NULL,      -- times that the handler has refused
  problem TEXT,                  -- detail of the last refusal
  PRIMARY KEY(kind, timer_key)
);
CREATE INDEX timer_due ON timer(due_at);

-- What people must look at: a job or a timer that was given up.
CREATE TABLE incident(
  id TEXT PRIMARY KEY,           -- Uuid v7
  source TEXT NOT NULL,          -- 'outbox' or 'timer'
  source_id TEXT NOT NULL,       -- outbox.id, or the timer's key
  kind TEXT NOT NULL,            -- of the job or timer
  job_key TEXT NOT NULL,         -- of the job or timer
  payload TEXT NOT NULL,         -- JSON, so that a fired timer can be set again
  problem TEXT NOT NULL,         -- detail of the last failure, no personal data
  attempts BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,     -- microseconds
  closed_at BIGINT               -- microseconds; NULL while it is open
);
CREATE INDEX incident_open ON incident(opened_at) WHERE closed_at IS NULL;
)sql";

constexpr db::Migration migrations[] = {
    {"ledger", 1, head_and_journal},
    {"ledger", 2, outbox_timer_incident},
};

}  // namespace

std::span<const db::Migration> ledger_migrations() {
  return migrations;
}

}  // namespace digipro::ledger
