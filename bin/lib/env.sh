# Sourced by every script in bin/: the root folder, the way to become root, and a node that is new
# enough (an existing one of version 20 or later, else the one bin/setup put into .cache/node).
# shellcheck shell=bash
set -euo pipefail
DIGIPRO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export DIGIPRO_ROOT
NODE_MAJOR_MIN=20

node_major() {
  local version
  version="$(node --version 2>/dev/null)" || { echo 0; return; }
  version="${version#v}"
  echo "${version%%.*}"
}

if [ "$(node_major)" -lt "$NODE_MAJOR_MIN" ] && [ -d "$DIGIPRO_ROOT/.cache/node/node_modules/.bin" ]
then
  PATH="$DIGIPRO_ROOT/.cache/node/node_modules/.bin:$PATH"
  export PATH
fi

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "This step needs root: run it as root, or install sudo." >&2
    return 1
  fi
}
