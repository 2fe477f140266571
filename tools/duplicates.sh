# Each copy that can go is moved into a trash folder on its own disk; nothing is deleted, nothing is written over.
#
#   sh FILE           moves; a second run goes on where the first one stopped
#   sh FILE restore   puts everything back
#
# Before each move the copy that stays must be there, and both must have the size and the SHA-256 that the catalog has:
# the first surprise stops the script. Lines that you take out are not done. What does it begins after "What is done".

set -uf
LC_ALL=C
export LC_ALL

action=${1-move}
case $#:$action in
0:move | 1:move | 1:restore) ;;
*)
    echo 'usage: sh FILE [restore]' >&2
    exit 2
    ;;
esac

hash='' size='' keeper=''
done_now=0
done_before=0
left=0

# Names may hold what a terminal takes for commands.
say() {
    printf '%s' "$*" | tr '\000-\037\177' '?'
    echo
}

told() {
    say "$done_now moved, $done_before had been moved before"
}

stop() {
    say "stopped: $*" >&2
    told >&2
    echo 'run it again to go on, or with restore to put everything back' >&2
    exit 1
}

interrupted() {
    echo 'interrupted: run it again to go on, or with restore to put everything back' >&2
    exit "$1"
}
trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

if command -v sha256sum >/dev/null 2>&1; then
    sum() { sha256sum; }
elif command -v shasum >/dev/null 2>&1; then
    sum() { shasum -a 256; }
else
    stop 'there is neither sha256sum nor shasum here'
fi

# A name is read from stdin: sha256sum writes some names in a way of its own.
hash_of() {
    sum <"$1" | cut -d ' ' -f 1
}

# wc of macOS writes blanks before the number.
size_of() {
    wc -c <"$1" | tr -d ' '
}

is_there() {
    [ -e "$1" ] || [ -L "$1" ]
}

# Sets why, where it is not as the catalog has it.
is_as_catalogued() {
    if ! is_there "$1"; then
        why='is not there'
    elif [ -L "$1" ] || [ ! -f "$1" ]; then
        why='is no ordinary file'
    elif [ ! -r "$1" ]; then
        why='may not be read'
    elif [ "$(size_of "$1")" != "$size" ]; then
        why='has another size than in the catalog'
    elif [ "$(hash_of "$1")" != "$hash" ]; then
        why='has other content than in the catalog'
    else
        return 0
    fi
    return 1
}

# The copy that stays, for the lines below it.
stays() {
    hash=$1
    size=$2
    keeper=$3
}

moves() {
    case $action in
    move) move_away "$1" "$2" ;;
    *) put_back "$1" "$2" ;;
    esac
}

move_away() {
    if is_there "$2" && ! is_there "$1"; then
        done_before=$((done_before + 1))
        return
    fi
    is_as_catalogued "$keeper" || stop "$keeper $why: it is the copy that stays"
    is_as_catalogued "$1" || stop "$1 $why"
    ! is_there "$2" || stop "$2 is there already"
    mkdir -p "${2%/*}" || stop "can't make the folder ${2%/*}"
    mv "$1" "$2" </dev/null || stop "can't move $1"
    # Two paths may be one file, through a link to a folder: what was moved is the copy that stays, then.
    if ! is_there "$keeper"; then
        mv "$2" "$1" </dev/null
        stop "$1 and $keeper are one file: nothing was moved"
    fi
    done_now=$((done_now + 1))
    say "moved $1"
}

put_back() {
    if ! is_there "$2"; then
        is_there "$1" || leave "$1 is neither in its place nor in the trash"
    elif is_there "$1"; then
        leave "$1 is there again: the one in the trash stays there"
    elif ! is_as_catalogued "$2"; then
        leave "$2 $why"
    elif mkdir -p "${1%/*}" && mv "$2" "$1" </dev/null; then
        done_now=$((done_now + 1))
        say "put back $1"
    else
        leave "can't put back $1"
    fi
}

leave() {
    left=$((left + 1))
    say "$*" >&2
}

# The trash folders.
finish() {
    if [ "$action" = restore ]; then
        say "$done_now put back, $left could not be"
        for trash; do
            [ ! -d "$trash" ] || find "$trash" -depth -type d -exec rmdir {} \; 2>/dev/null
            rmdir "${trash%/*}" 2>/dev/null
        done
        [ "$left" -eq 0 ]
        exit
    fi
    told
    for trash; do
        [ ! -d "$trash" ] || say "in the trash: $trash"
    done
    echo 'Their space is free when you delete these folders. Scan next; where most of a library has gone, with --accept-missing.'
    exit 0
}

# What is done
