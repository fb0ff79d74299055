#include "core/casework/casework.h"

namespace digipro::casework {

const db::Migration migrations[] = {{"casework", 1, R"sql(
CREATE TABLE pratica(
  id TEXT NOT NULL PRIMARY KEY,
  service TEXT NOT NULL,
  service_version TEXT NOT NULL,
  kind TEXT NOT NULL,
  oggetto TEXT NOT NULL,
  office TEXT NOT NULL,             -- who has it now
  state TEXT NOT NULL,              -- aperta, in_attesa, chiusa
  opened_at BIGINT NOT NULL,
  target_at BIGINT,
  closed_at BIGINT,
  number TEXT,                      -- protocollo number, once given
  access_secret_hash TEXT,
  person TEXT,                      -- the reporter, who logged in
  channel TEXT NOT NULL,
  is_public BIGINT NOT NULL,
  public_facts TEXT NOT NULL,       -- JSON without personal data
  latitude TEXT,
  longitude TEXT,
  ricicli BIGINT NOT NULL
);
CREATE UNIQUE INDEX pratica_secret ON pratica(access_secret_hash);
CREATE INDEX pratica_person ON pratica(person, opened_at, id);
CREATE INDEX pratica_public ON pratica(service, opened_at, id) WHERE is_public = 1;
CREATE INDEX pratica_number ON pratica(number);
CREATE TABLE iter(
  id TEXT NOT NULL PRIMARY KEY,
  pratica TEXT NOT NULL REFERENCES pratica(id),
  definition TEXT NOT NULL,         -- hash of the process
  state TEXT NOT NULL,              -- process::IterState as JSON
  status TEXT NOT NULL,             -- running, ended
  version BIGINT NOT NULL,          -- from 1, one more at each change
  started_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX iter_pratica ON iter(pratica);
CREATE TABLE compito(
  id TEXT NOT NULL PRIMARY KEY,
  iter TEXT NOT NULL,
  token BIGINT NOT NULL,            -- the engine's visit of the element
  pratica TEXT NOT NULL REFERENCES pratica(id),
  service TEXT NOT NULL,
  element TEXT NOT NULL,
  name TEXT NOT NULL,
  office TEXT NOT NULL,             -- candidate office
  role TEXT NOT NULL,               -- candidate role: operatore, responsabile
  assignee TEXT,
  opened_at BIGINT NOT NULL,
  claimed_at BIGINT,
  due_at BIGINT NOT NULL,           -- far future when there is none
  has_own_due BIGINT NOT NULL,
  done_at BIGINT,
  outcome TEXT,
  state TEXT NOT NULL,              -- open, claimed, done, cancelled
  is_open BIGINT NOT NULL           -- 1 for open and claimed: the work list's indexes
);
CREATE UNIQUE INDEX compito_visit ON compito(iter, token);
CREATE INDEX compito_pratica ON compito(pratica, opened_at, id);
CREATE INDEX compito_office ON compito(office, role, due_at, id) WHERE is_open = 1;
CREATE INDEX compito_assignee ON compito(assignee, due_at, id) WHERE is_open = 1;
CREATE TABLE attesa(
  iter TEXT NOT NULL,
  subscription BIGINT NOT NULL,     -- the engine's
  pratica TEXT NOT NULL REFERENCES pratica(id),
  element TEXT NOT NULL,
  name TEXT NOT NULL,
  message TEXT NOT NULL,
  correlation TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY(iter, subscription)
);
CREATE INDEX attesa_pratica ON attesa(pratica, message);
)sql"},
                                    {"casework", 2, R"sql(
CREATE INDEX pratica_office ON pratica(office, opened_at, id);
)sql"},
                                    {"casework", 3, R"sql(
CREATE TABLE processo(
  hash TEXT NOT NULL PRIMARY KEY,   -- SHA-256 of bpmn, hex
  bpmn TEXT NOT NULL
);
)sql"}};
const size_t migration_count = 3;

}  // namespace digipro::casework
