#!/usr/bin/env bash
# Installs Slowspot into an environment of its own, and tells the next steps where it is. A step of action.yml.
#
# VERSION: empty for the version that the action is a part of, `installed` for that on the PATH, else that of the index.
# The environment does not come onto the PATH: later steps keep the Python that the job has chosen.
set -euo pipefail

python=$(command -v python3 || command -v python)
if [ "$VERSION" = installed ]; then
    if ! slowspot=$(command -v slowspot); then
        echo "::error title=Slowspot::version: installed, but there is no \`slowspot\` on the PATH"
        exit 2
    fi
else
    environment=$RUNNER_TEMP/slowspot
    "$python" -m venv "$environment"
    binaries=$environment/bin
    [ -d "$binaries" ] || binaries=$environment/Scripts # Windows
    python=$binaries/python
    slowspot=$binaries/slowspot
    "$python" -m pip install --quiet --disable-pip-version-check "${VERSION:+slowspot==}${VERSION:-$GITHUB_ACTION_PATH}"
fi
"$slowspot" --version
{
    echo "python=$python"
    echo "slowspot=$slowspot"
} >>"$GITHUB_OUTPUT"
