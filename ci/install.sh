#!/usr/bin/env bash
# Installs Slowspot into an environment of its own, and tells the next steps its interpreter. A step of action.yml.
#
# VERSION: empty for the version that the action is a part of, `installed` for that on the PATH, else that of the index.
set -euo pipefail

if [ "$VERSION" = installed ]; then
    if ! command -v slowspot >/dev/null; then
        echo "::error title=Slowspot::version: installed, but there is no \`slowspot\` on the PATH"
        exit 2
    fi
    python=$(command -v python3 || command -v python)
else
    environment=$RUNNER_TEMP/slowspot
    "$(command -v python3 || command -v python)" -m venv "$environment"
    binaries=$environment/bin
    [ -d "$binaries" ] || binaries=$environment/Scripts # Windows
    python=$binaries/python
    "$python" -m pip install --quiet --disable-pip-version-check "${VERSION:+slowspot==}${VERSION:-$GITHUB_ACTION_PATH}"
    echo "$binaries" >>"$GITHUB_PATH"
    PATH=$binaries:$PATH
fi
slowspot --version
echo "python=$python" >>"$GITHUB_OUTPUT"
