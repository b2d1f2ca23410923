#!/bin/sh
# Finds a Python, on a bare Debian or Ubuntu by installing one, and hands over to launch.py.
set -eu

update="apt-get update -qq"
install="apt-get install -y --no-install-recommends python3 python3-venv"

give_up() {
    echo "$1 As an administrator, please run" >&2
    echo "    ${sudo}apt-get update && $sudo$install" >&2
    echo "and then this again." >&2
    exit 1
}

install_python() {
    if ! command -v apt-get >/dev/null; then
        echo "Gradwalk needs Python 3.11 or newer. Please install it, then run this again." >&2
        exit 1
    fi
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || give_up "Gradwalk needs Python."
        sudo="sudo "
        [ -t 0 ] || sudo -n true 2>/dev/null || give_up "Gradwalk needs Python."
    fi
    echo "Installing Python ..." >&2
    $sudo$update || true # one broken source fails it, yet the rest may do
    said=$(${sudo}env DEBIAN_FRONTEND=noninteractive $install 2>&1) || {
        echo "$said" >&2
        give_up "Python could not be installed."
    }
}

command -v python3 >/dev/null || install_python
exec python3 "$(dirname "$0")/launch.py" "$@"
