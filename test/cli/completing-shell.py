# completing-shell.py SHELL SCRIPT LINE…: starts the shell on a terminal of its own, without the user's settings, reads SCRIPT into it, types each
# LINE and TAB, and prints a JSON list of what stands on the line then.
import json, os, pty, re, select, shutil, sys, tempfile, time

shell, script, lines = sys.argv[1], sys.argv[2], sys.argv[3:]
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
SETUP = {
    "bash": "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; PS1='READY>'; source '%s'",
    "zsh": "autoload -Uz compinit; compinit -D -u; PS1='READY>'; unsetopt zle_bracketed_paste; source '%s'",
    "fish": "function fish_prompt; printf 'READY>'; end; function fish_greeting; end; source '%s'",
}
MARK = "ZZ"
# Shells write their history and settings there.
home = tempfile.mkdtemp()
pid, fd = pty.fork()
if pid == 0:
    os.environ.update({"TERM": "dumb", "COLUMNS": "300", "HOME": home})
    os.execvp(START[shell][0], START[shell])


def read(until, seconds=30.0, quiet=None):
    """What came: until the text was seen, or nothing came for `quiet` seconds after something had."""
    seen, end = "", time.time() + seconds
    while time.time() < end:
        ready, _, _ = select.select([fd], [], [], 0.05 if quiet is None else quiet)
        if ready:
            try:
                seen += os.read(fd, 65536).decode("utf8", "replace")
            except OSError:
                break
        elif quiet is not None and seen != "":
            break
        if until is not None and until in seen:
            break
    return seen


# Written apart, so that the echo of what is typed is not taken for the answer.
os.write(fd, (SETUP[shell] % script + "; printf 'SET-%s\\n' UP\n").encode())
read("SET-UP")
read(None, 5, 1.0)
found = []
for line in lines:
    # What is typed after TAB is shown when the shell has done with it: no guessing how long that takes.
    os.write(fd, (line + "\t" + MARK).encode())
    text = read(MARK)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x07\x00]", "", text.split(MARK)[0])
    # zsh takes back the last letter and writes it again.
    text = re.sub(r".\x08", "", text)
    # The line is what came after its last beginning.
    found.append(text.replace("\r", "\n").split("\n")[-1].split("READY>")[-1])
    os.write(fd, b"\x15")
    read(None, 5, 0.2)
os.write(fd, b"exit\n")
os.waitpid(pid, 0)
shutil.rmtree(home)
print(json.dumps(found))
