#!/usr/bin/env bash
# Stop the SLURM that start.sh runs from FOLDER, and nothing else: the processes that it noted, the last one first, and
# the links in /etc/slurm that lead to it.
#
#     stop.sh FOLDER [--purge]
#
# --purge removes the folder with all logs and records.
set -euo pipefail

FOLDER=$(cd "${1:?stop.sh FOLDER}" && pwd)
if [ "$(id -u)" != 0 ]; then exec sudo -n "$0" "$FOLDER" "${2:-}"; fi

# Whether a pid still is the program of that name, and not one that got the number after it. Debian's links lead to
# names such as slurmd-wlm.
is_ours() {
    local program
    program=$(basename "$(readlink "/proc/$1/exe" 2> /dev/null || true)")
    [ "${program%-wlm}" = "${2%%-*}" ]
}

# end PID NAME: where it does not end within 10 s, by force.
end() {
    is_ours "$1" "$2" || return 0
    kill "$1" 2> /dev/null || true
    for _ in $(seq 100); do
        is_ours "$1" "$2" || return 0
        sleep 0.1
    done
    kill -9 "$1" 2> /dev/null || true
}

if [ -e "$FOLDER/pids" ]; then
    # Jobs are no children of the daemons: they would go on.
    timeout 10 scancel --user=root,"${SUDO_USER:-root}" 2> /dev/null || true
    for _ in $(seq 50); do
        [ -n "$(timeout 5 squeue -h 2> /dev/null || true)" ] || break
        sleep 0.2
    done
    tac "$FOLDER/pids" | while read -r pid name; do end "$pid" "$name"; done
    rm "$FOLDER/pids"
fi
for file in slurm.conf gres.conf slurmdbd.conf; do
    if [ "$(readlink "/etc/slurm/$file")" = "$FOLDER/etc/$file" ]; then rm "/etc/slurm/$file"; fi
done
if [ "${2:-}" = --purge ]; then rm -rf "$FOLDER"; fi
