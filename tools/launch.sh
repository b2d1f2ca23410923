#!/bin/sh
# Finds a Python, on a bare Debian or Ubuntu by installing one, and hands over to launch.py.
set -eu

install="apt-get install -y --no-install-recommends python3 python3-venv"

if ! command -v python3 >/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "Gradwalk needs Python 3.11 or newer. Please install it, then run this again." >&2
        exit 1
    elif [ "$(id -u)" = 0 ]; then
        administrator=
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        administrator=sudo
    else
        echo "Gradwalk needs Python. As an administrator, please run" >&2
        echo "    apt-get update && $install" >&2
        echo "and then this again." >&2
        exit 1
    fi
    echo "Installing Python ..." >&2
    $administrator apt-get update -qq || true # one broken source fails it, the rest may do
    if ! said=$($administrator env DEBIAN_FRONTEND=noninteractive $install 2>&1); then
        echo "$said" >&2
        echo "Python could not be installed. As an administrator, please run" >&2
        echo "    apt-get update && $install" >&2
        echo "and then this again." >&2
        exit 1
    fi
fi

exec python3 "$(dirname "$0")/launch.py" "$@"
