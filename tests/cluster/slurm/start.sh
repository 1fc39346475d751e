#!/usr/bin/env bash
# Start a throw-away SLURM in FOLDER: one controller, a CPU node and a node with two stand-ins for GPUs, all of them
# processes of this machine that listen on its loopback only.
#
#     start.sh FOLDER [--accounting]      ...      stop.sh FOLDER
#
# --accounting adds slurmdbd on a private MariaDB, which `sacct` and accounts need. Packages of Debian that are missing
# are installed, without starting their services. Needs root, or sudo without a password.
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)
FOLDER=${1:?start.sh FOLDER [--accounting]}
ACCOUNTING=${2:-}
PATIENCE_S=60
PACKAGES=(slurmctld slurmd slurm-client munge)
[ -z "$ACCOUNTING" ] || PACKAGES+=(slurmdbd mariadb-server)
CONTROLLER_PORT=${SLURM_TEST_PORT:-16817}
CPU_PORT=$((CONTROLLER_PORT + 1))
GPU_PORT=$((CONTROLLER_PORT + 2))
ACCOUNTING_PORT=$((CONTROLLER_PORT + 3))
DATABASE_PORT=$((CONTROLLER_PORT + 4))
HOST=$(hostname -s)

die() { echo "start.sh: $*" >&2; exit 1; }

require_root() {
    [ "$(id -u)" = 0 ] && return
    sudo -n true 2> /dev/null || die "needs root: slurmd starts jobs under their user. Run the tests as root, or let" \
        "this user run sudo without a password"
    exec sudo -n --preserve-env=SLURM_TEST_PORT "$0" "$FOLDER" "$ACCOUNTING"
}

require_no_other_slurm() {
    [ ! -e "$FOLDER/pids" ] || die "$FOLDER/pids exists: a SLURM runs from there; stop it with stop.sh $FOLDER"
    for file in slurm.conf gres.conf slurmdbd.conf; do
        file=/etc/slurm/$file
        if [ -L "$file" ] && [ ! -e "$file" ]; then
            rm "$file"    # left by a run whose folder is gone
        elif [ -e "$file" ]; then
            die "$file exists: this machine has a SLURM already, which is left alone. Take a machine without one, or" \
                "stop the other throw-away SLURM"
        fi
    done
}

is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null | grep -qx installed; }

install_packages() {
    local missing=() package policy=/usr/sbin/policy-rc.d
    for package in "${PACKAGES[@]}"; do is_installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get > /dev/null || die "needs the packages ${missing[*]}, and apt-get of Debian to install them"
    # Debian's way to say that installing a package starts no service.
    if [ ! -e $policy ]; then
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' > $policy
        chmod +x $policy
    fi
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        > "$FOLDER/log/apt.log" 2>&1 || die "could not install ${missing[*]}: see $FOLDER/log/apt.log"
}

filled_in() {
    sed -e "s|@FOLDER@|$FOLDER|g; s|@HOST@|$HOST|g; s|@CONTROLLER_PORT@|$CONTROLLER_PORT|g" \
        -e "s|@CPU_PORT@|$CPU_PORT|g; s|@GPU_PORT@|$GPU_PORT|g" \
        -e "s|@ACCOUNTING_PORT@|$ACCOUNTING_PORT|g; s|@DATABASE_PORT@|$DATABASE_PORT|g" "$HERE/$1"
}

configure() {
    local file
    filled_in slurm.conf > "$FOLDER/etc/slurm.conf"
    filled_in gres.conf > "$FOLDER/etc/gres.conf"
    if [ -n "$ACCOUNTING" ]; then
        filled_in accounting.conf >> "$FOLDER/etc/slurm.conf"
        (umask 077; filled_in slurmdbd.conf > "$FOLDER/etc/slurmdbd.conf")
    fi
    for card in card0 card1; do ln -sfn /dev/null "$FOLDER/dev/$card"; done
    (umask 077; head -c 1024 /dev/urandom > "$FOLDER/etc/munge.key")
    # Where SLURM looks by itself: Snakemake takes SLURM_CONF out of the environment of its jobs.
    mkdir -p /etc/slurm
    for file in "$FOLDER"/etc/*.conf; do ln -sfn "$file" "/etc/slurm/$(basename "$file")"; done
}

# run NAME COMMAND...: in the background, its pid noted for stop.sh.
run() {
    local name=$1
    shift
    setsid "$@" > "$FOLDER/log/$name.out" 2>&1 < /dev/null &
    echo "$! $name" >> "$FOLDER/pids"
}

# wait_until WHAT COMMAND...: until the command succeeds; stop where something that was started has ended.
wait_until() {
    local what=$1 end=$((SECONDS + PATIENCE_S)) pid name
    shift
    until "$@" > /dev/null 2>&1; do
        while read -r pid name; do
            kill -0 "$pid" 2> /dev/null || die "$name has ended: $(tail -n 20 "$FOLDER/log/$name.out")"
        done < "$FOLDER/pids"
        [ $SECONDS -lt $end ] || die "$what is not ready after $PATIENCE_S s: see $FOLDER/log"
        sleep 0.2
    done
}

start_munge() {
    run munged munged --foreground --force --key-file="$FOLDER/etc/munge.key" --socket="$FOLDER/run/munge.socket" \
        --pid-file="$FOLDER/run/munged.pid" --log-file="$FOLDER/log/munged.log" --seed-file="$FOLDER/run/munged.seed"
    wait_until munge munge -S "$FOLDER/run/munge.socket" -n
}

start_accounting() {
    local database=$FOLDER/state/database socket=$FOLDER/run/database/socket
    install -d -o mysql -g mysql "$database" "$FOLDER/run/database"
    mariadb-install-db --user=mysql --datadir="$database" --auth-root-authentication-method=socket --skip-test-db \
        > "$FOLDER/log/mariadb-install.out" 2>&1 || die "MariaDB made no database: see $FOLDER/log/mariadb-install.out"
    run mariadbd mariadbd --no-defaults --user=mysql --datadir="$database" --socket="$socket" \
        --pid-file="$FOLDER/run/database/pid" --bind-address=127.0.0.1 --port="$DATABASE_PORT" \
        --innodb-buffer-pool-size=64M --innodb-lock-wait-timeout=900
    wait_until MariaDB mariadb --socket="$socket" -uroot -e 'select 1'
    mariadb --socket="$socket" -uroot -e "create database accounts; \
        create user slurm@127.0.0.1 identified by 'throwaway'; grant all on accounts.* to slurm@127.0.0.1;"
    run slurmdbd slurmdbd -D
    wait_until slurmdbd sacctmgr -n show cluster
    sacctmgr -i -Q add cluster throwaway > /dev/null
    sacctmgr -i -Q add account stars > /dev/null
    sacctmgr -i -Q add user root,"${SUDO_USER:-root}" account=stars > /dev/null
}

both_idle() { [ "$(sinfo -h -N -t idle -o %N | sort -u | wc -l)" = 2 ]; }

require_root
FOLDER=$(mkdir -p "$FOLDER" && cd "$FOLDER" && pwd)
mkdir -p "$FOLDER"/{dev,etc,log,run,state/controller,state/cpu01,state/gpu01}
require_no_other_slurm
install_packages
configure
: > "$FOLDER/pids"
start_munge
[ -z "$ACCOUNTING" ] || start_accounting
run slurmctld slurmctld -D
for node in cpu01 gpu01; do run "slurmd-$node" slurmd -D -N "$node"; done
wait_until "a node" both_idle
sinfo -o '%P %D %t %N %G %c %m'
