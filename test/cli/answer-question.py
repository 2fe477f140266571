# Runs a command line on a terminal of its own, waits until it asks [y/N], types the first argument, and prints, as JSON, the exit
# code and all that came out.
import json, os, pty, sys

answer, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
out = b""
is_answered = False
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:  # the other end is closed
        break
    if not part:
        break
    out += part
    if b"[y/N]" in out and not is_answered:
        os.write(terminal, answer.encode().decode("unicode_escape").encode())
        is_answered = True
_, status = os.waitpid(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "out": out.decode(), "asked": is_answered}))
